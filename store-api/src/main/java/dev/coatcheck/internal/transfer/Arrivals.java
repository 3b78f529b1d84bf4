package dev.coatcheck.internal.transfer;

import dev.coatcheck.internal.transfer.SessionTransfer.Outcome;
import dev.coatcheck.internal.transfer.SessionTransfer.Result;
import dev.coatcheck.store.BulkCreatingStore;
import dev.coatcheck.store.BulkCreatingStore.NewSession;
import dev.coatcheck.store.DataStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Creates sessions in a store, several in one call where that can, with the times that they have left by then.
 * Thread-safe.
 */
final class Arrivals {
    private final DataStore to;
    private final CallTime callTime = new CallTime();

    Arrivals(DataStore to) {
        this.to = to;
    }

    /** Whether several take one call. */
    boolean areSeveralAtOnce() {
        return to instanceof BulkCreatingStore;
    }

    /** Creates each; one that took longer than expected gets its right times then. */
    List<Result> create(List<SessionImage> images) {
        if (to instanceof BulkCreatingStore bulk) {
            return create(images, bulk);
        }
        return images.stream().map(this::create).toList();
    }

    private Result create(SessionImage image) {
        long sentAt = System.nanoTime();
        long takenOff = sentAt - image.readAt() + callTime.expected();
        Result result = createWithout(takenOff, image);
        if (result.outcome() == Outcome.COPIED) {
            long doneAt = System.nanoTime();
            callTime.took(doneAt - sentAt);
            correct(image, takenOff, doneAt);
        }
        return result;
    }

    /** Creates it with times that are shorter by so many nanoseconds than those that were read. */
    Result createWithout(long takenOff, SessionImage image) {
        Duration remaining = image.remainingAfter(takenOff);
        if (!SessionTransfer.isTime(remaining)) {
            return Result.without(Outcome.OVER);
        }
        return result(image, to.create(image.id(), remaining, image.valuesAfter(takenOff)));
    }

    private List<Result> create(List<SessionImage> images, BulkCreatingStore bulk) {
        long sentAt = System.nanoTime();
        long expectedAt = sentAt + callTime.expected();
        List<NewSession> sent = new ArrayList<>();
        for (SessionImage image : images) {
            long takenOff = expectedAt - image.readAt();
            Duration remaining = image.remainingAfter(takenOff);
            if (SessionTransfer.isTime(remaining)) {
                sent.add(new NewSession(image.id(), remaining, image.valuesAfter(takenOff)));
            }
        }
        List<Boolean> created = bulk.createAll(sent);
        long doneAt = System.nanoTime();
        callTime.took(doneAt - sentAt);
        List<Result> results = new ArrayList<>();
        int next = 0;
        for (SessionImage image : images) {
            if (next == sent.size() || !sent.get(next).id().equals(image.id())) {
                results.add(Result.without(Outcome.OVER));
                continue;
            }
            Result result = result(image, created.get(next++));
            results.add(result);
            if (result.outcome() == Outcome.COPIED) {
                correct(image, expectedAt - image.readAt(), doneAt);
            }
        }
        return results;
    }

    private static Result result(SessionImage image, boolean isCreated) {
        return isCreated ? new Result(Outcome.COPIED, image.length()) : Result.without(Outcome.ALREADY_THERE);
    }

    private void correct(SessionImage image, long takenOff, long doneAt) {
        if (doneAt - image.readAt() > takenOff) {
            new LateArrival(image, to, callTime, takenOff).correct();
        }
    }
}

package dev.coatcheck.internal.transfer;

import dev.coatcheck.internal.transfer.SessionTransfer.Outcome;
import dev.coatcheck.internal.transfer.SessionTransfer.Result;
import dev.coatcheck.store.BulkCreatingStore;
import dev.coatcheck.store.BulkCreatingStore.Answer;
import dev.coatcheck.store.BulkCreatingStore.NewSession;
import dev.coatcheck.store.DataStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

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

    /**
     * A session that was sent.
     *
     * @param image what was sent
     * @param outcome what came of it; empty where it was refused in a call with others
     * @param takenOff the nanoseconds by which its times are shorter than those that were read
     * @param doneAt when that was known, by {@link System#nanoTime}
     */
    record Arrival(SessionImage image, Optional<Outcome> outcome, long takenOff, long doneAt) {
        boolean isCreated() {
            return outcome.filter(Outcome.COPIED::equals).isPresent();
        }

        /** It took longer than expected. */
        private boolean isLate() {
            return doneAt - image.readAt() > takenOff;
        }
    }

    /** Sends each, together where that is possible. One that is refused then keeps none of the others from its place. */
    List<Arrival> send(List<SessionImage> images) {
        if (to instanceof BulkCreatingStore bulk && images.size() > 1) {
            return send(images, bulk);
        }
        return images.stream().map(this::send).toList();
    }

    /** Sends one by itself, and throws where it is refused. */
    Arrival send(SessionImage image) {
        long sentAt = System.nanoTime();
        long takenOff = sentAt - image.readAt() + callTime.expected();
        Outcome outcome = create(takenOff, image);
        long doneAt = System.nanoTime();
        if (outcome == Outcome.COPIED) {
            callTime.took(doneAt - sentAt);
        }
        return new Arrival(image, Optional.of(outcome), takenOff, doneAt);
    }

    /** Creates it with times that are shorter by so many nanoseconds than those that were read. */
    Result createWithout(long takenOff, SessionImage image) {
        return image.result(create(takenOff, image));
    }

    private Outcome create(long takenOff, SessionImage image) {
        Duration remaining = image.remainingAfter(takenOff);
        if (!SessionTransfer.isTime(remaining)) {
            return Outcome.OVER;
        }
        return to.create(image.id(), remaining, image.valuesAfter(takenOff)) ? Outcome.COPIED : Outcome.ALREADY_THERE;
    }

    private List<Arrival> send(List<SessionImage> images, BulkCreatingStore bulk) {
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
        List<Answer> answers = bulk.createAll(sent);
        long doneAt = System.nanoTime();
        callTime.took(doneAt - sentAt);
        List<Arrival> arrivals = new ArrayList<>();
        int next = 0;
        for (SessionImage image : images) {
            boolean isSent = next < sent.size() && sent.get(next).id().equals(image.id());
            Optional<Outcome> outcome = isSent ? outcome(answers.get(next++)) : Optional.of(Outcome.OVER);
            arrivals.add(new Arrival(image, outcome, expectedAt - image.readAt(), doneAt));
        }
        return arrivals;
    }

    private static Optional<Outcome> outcome(Answer answer) {
        return switch (answer) {
            case CREATED -> Optional.of(Outcome.COPIED);
            case TAKEN -> Optional.of(Outcome.ALREADY_THERE);
            case NOT_MADE -> Optional.empty();
        };
    }

    /** One that took longer than expected gets its right times. */
    void correct(Arrival arrival) {
        if (arrival.isLate()) {
            new LateArrival(arrival.image(), to, callTime, arrival.takenOff()).correct();
        }
    }
}

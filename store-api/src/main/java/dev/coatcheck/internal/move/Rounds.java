package dev.coatcheck.internal.move;

import static dev.coatcheck.internal.move.Persistence.say;

import dev.coatcheck.internal.ticket.Ticket;
import dev.coatcheck.store.DataStore;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Goes round by all that is to be handed over, some sessions at a time, which are in the journal meanwhile. Owners' lists
 * come last: until then they say where the sessions are that are not there yet. For one thread.
 */
final class Rounds {
    private static final Logger LOG = LoggerFactory.getLogger("dev.coatcheck");
    private static final int AT_ONCE = 16;

    /** So many rounds are no accident. */
    private static final int MANY = 10;

    private final DataStore source;
    private final HandOver handOver;
    private final MovingStore moving;
    private final Journal journal;
    private final Progress progress;
    private final Persistence persistence;

    Rounds(
            DataStore source,
            HandOver handOver,
            MovingStore moving,
            Journal journal,
            Progress progress,
            Persistence persistence) {
        this.source = source;
        this.handOver = handOver;
        this.moving = moving;
        this.journal = journal;
        this.progress = progress;
        this.persistence = persistence;
    }

    void count() {
        persistence.insist(() -> {
            try (Stream<String> ids = source.ids()) {
                progress.left(ids.filter(Ticket::isId)
                        .takeWhile(id -> !progress.isStopped())
                        .count());
            }
        });
    }

    /** Until nothing is left in the source. Mostly that is one round. */
    void carryAllThere() {
        Optional<String> left = oneLeft();
        for (int round = 0; left.isPresent(); round++) {
            persistence.pauseBefore(round);
            if (round == MANY) {
                tellOf(left.get());
            }
            persistence.insist(this::carryThere);
            left = oneLeft();
        }
    }

    private void tellOf(String id) {
        say(() -> LOG.warn(
                "The move does not end: {} is in the {} store, however often it is handed over", id, source.name()));
    }

    /** Or something that is left over in the target. */
    private Optional<String> oneLeft() {
        AtomicReference<Optional<String>> left = new AtomicReference<>(Optional.empty());
        persistence.insist(() -> {
            try (Stream<String> ids = source.ids()) {
                left.set(ids.filter(id -> !id.equals(Journal.ID)).findFirst());
            }
        });
        return left.get().or(() -> handOver.doubtful().stream().findFirst());
    }

    /** All that is in the source, and what is in doubt. */
    private void carryThere() {
        carryAll(List.copyOf(handOver.doubtful()));
        carryAll(id -> !Ticket.isHash(id));
        carryAll(Ticket::isHash);
    }

    private void carryAll(Predicate<String> wanted) {
        try (Stream<String> ids = source.ids()) {
            Iterator<String> some =
                    ids.filter(wanted).filter(id -> !id.equals(Journal.ID)).iterator();
            while (some.hasNext()) {
                List<String> next = new ArrayList<>(AT_ONCE);
                while (next.size() < AT_ONCE && some.hasNext()) {
                    next.add(some.next());
                }
                carryAll(next);
            }
        }
    }

    /** Whatever fails, these come first until all of them are there: no others are in the journal. */
    private void carryAll(List<String> ids) {
        persistence.insist(() -> journal.write(ids));
        for (String id : ids) {
            persistence.insist(() -> carry(id));
            if (Ticket.isId(id)) {
                progress.oneLess();
            }
        }
    }

    /** What is waited for is said with the id: it may be a session for which the heap will never have room. */
    private void carry(String id) {
        try {
            moving.carry(id);
        } catch (OutOfMemoryError e) {
            throw new IllegalStateException(
                    "the heap was full while " + id + " was handed over, and it must have room for all of that session",
                    e);
        }
    }

    /** Until nothing is left in the target that was not there before the move. First sessions, then lists. */
    void carryAllBack() {
        for (int round = 0; !handOver.inTarget().isEmpty(); round++) {
            persistence.pauseBefore(round);
            persistence.insist(journal::beginWhereThereIsRoom);
            carryBack();
        }
    }

    private void carryBack() {
        List<String> all = new ArrayList<>(handOver.inTarget());
        progress.left(all.stream().filter(Ticket::isId).count());
        if (all.stream().anyMatch(id -> !Ticket.isHash(id))) {
            all.removeIf(Ticket::isHash);
        }
        for (int i = 0; i < all.size(); i += AT_ONCE) {
            carryAll(all.subList(i, Math.min(all.size(), i + AT_ONCE)));
        }
    }

    /** The target may be away for good: what cannot be thrown away is for the next move. */
    void throwAwayLeftovers() {
        persistence.insist(() -> journal.write(leftovers()));
    }

    private List<String> leftovers() {
        List<String> leftovers = new ArrayList<>();
        for (String id : List.copyOf(handOver.doubtful())) {
            try {
                moving.reconcile(id);
            } catch (RuntimeException e) {
                leftovers.add(id);
            }
        }
        return leftovers;
    }

    /** Nothing is on its way any more, but for what could not be thrown away. */
    void end() {
        if (handOver.doubtful().isEmpty()) {
            persistence.insist(journal::remove);
        }
    }
}

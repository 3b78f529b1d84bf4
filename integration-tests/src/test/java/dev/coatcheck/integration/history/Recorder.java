package dev.coatcheck.integration.history;

import dev.coatcheck.SessionEndedException;
import dev.coatcheck.StoreUnavailableException;
import dev.coatcheck.integration.history.Event.Operation;
import dev.coatcheck.integration.history.Event.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Does what one worker does, and writes it down. For one thread. */
final class Recorder {
    private final String worker;
    private final List<Event> events = new ArrayList<>();

    Recorder(String worker) {
        this.worker = worker;
    }

    /** What is known of an operation before it is done. */
    record Call(Operation operation, String session, String key, String argument, long lastsMillis, String ticket) {
        static Call of(Operation operation, String session) {
            return new Call(operation, session, "", "", 0, "");
        }

        Call on(String name) {
            return new Call(operation, session, name, argument, lastsMillis, ticket);
        }

        Call writing(String label) {
            return new Call(operation, session, key, label, lastsMillis, ticket);
        }

        Call lasting(long millis) {
            return new Call(operation, session, key, argument, millis, ticket);
        }

        Call proving(String label) {
            return new Call(operation, session, key, argument, lastsMillis, label);
        }
    }

    /** Does it; what it throws is written down and goes no further. */
    Outcome record(Call call, Supplier<String> work) {
        long start = System.nanoTime();
        Outcome outcome = Outcome.OK;
        String result = "";
        try {
            result = work.get();
        } catch (SessionEndedException e) {
            outcome = Outcome.OVER;
        } catch (StoreUnavailableException e) {
            outcome = Outcome.MAYBE;
            result = reason(e);
        } catch (RuntimeException e) {
            outcome = Outcome.FAILED;
            result = reason(e);
        }
        events.add(new Event(
                worker,
                call.operation(),
                call.session(),
                call.key(),
                call.argument(),
                call.lastsMillis(),
                call.ticket(),
                outcome,
                result,
                start,
                System.nanoTime()));
        return outcome;
    }

    private static String reason(RuntimeException e) {
        return e.toString().replaceAll("\\s+", " ");
    }

    /** What was written down since the last call of this. */
    List<Event> take() {
        List<Event> taken = List.copyOf(events);
        events.clear();
        return taken;
    }
}

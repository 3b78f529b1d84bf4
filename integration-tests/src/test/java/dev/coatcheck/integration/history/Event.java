package dev.coatcheck.integration.history;

import java.util.List;

/**
 * One operation as the worker who called it saw it. Sessions, tickets and values are named by labels: no secret is in a
 * history. The times are of {@link System#nanoTime()}, which on Linux is {@code CLOCK_MONOTONIC}: one clock for all
 * processes of a machine.
 *
 * @param worker who: process and thread
 * @param operation what
 * @param session the session's label
 * @param key the value's name; two with a {@code +} between them for operations on two
 * @param argument the label of the value written, {@link #ABSENT} for a removal; of a renewal, the new ticket's label
 * @param lastsMillis the time to live of the value written, 0 for none of its own
 * @param ticket the label of the ticket that the call had to prove, or nothing
 * @param outcome how it ended
 * @param result what it found or returned, see {@link Operation}
 * @param start when it was called
 * @param end when it returned
 */
public record Event(
        String worker,
        Operation operation,
        String session,
        String key,
        String argument,
        long lastsMillis,
        String ticket,
        Outcome outcome,
        String result,
        long start,
        long end) {

    /** Found or put instead of a value: there is none. */
    public static final String ABSENT = "-";

    /** Found: a value, but it was not told which. */
    public static final String PRESENT = "?";

    /** Of a session. */
    public static final String LIVE = "live";

    /** Of a session. */
    public static final String OVER = "over";

    /** What was done. A value's result is its label, {@link #ABSENT} or {@link #PRESENT}. */
    public enum Operation {
        CREATE,
        /** By ticket; the result is {@link #LIVE} or {@link #OVER}. */
        FIND,
        /** The result is {@link #LIVE} or {@link #OVER}. */
        FIND_BY_ID,
        RENEW,
        END,
        GET,
        /** Two keys; the result is two, with a {@code +} between. */
        GET_ALL,
        CONTAINS,
        PUT,
        /** The result is what was there. */
        PUT_IF_ABSENT,
        GET_OR_COMPUTE,
        /** The result is what was there when the change was made. */
        COMPUTE,
        /** The result is what was there. */
        REMOVE,
        /** Two keys that get the same value. */
        BATCH,
        /** One more on a counter; the result is the new number. */
        ADD,
        /** The number on a counter. */
        COUNT,
        /** Below the sessions, on the store itself: the result is the new version. */
        RAW_PUT,
        /** The result is version and label, with a space between. */
        RAW_GET,
        /**
         * Of the server: it came back from the state that it had at the start; the argument is when it was killed. What
         * was acknowledged since that start may be lost.
         */
        CRASH
    }

    /** How an operation ended. */
    public enum Outcome {
        OK,
        /** It said that the session is over. */
        OVER,
        /** The store was unavailable: what was to be written may be, now or later. */
        MAYBE,
        /** Anything else, which is never right. */
        FAILED
    }

    boolean isOk() {
        return outcome == Outcome.OK;
    }

    /**
     * Whether a write that says the session is over may have been made all the same: its answer was lost, and before it was
     * repeated came one of these ends, which took with the session what it remembered of the write.
     */
    boolean mayBeOvertaken(List<Event> ends) {
        return outcome == Outcome.OVER
                && ends.stream().anyMatch(last -> last.start < end && (!last.isOk() || last.end > start));
    }

    /** Whether it was done on a handle, which asks no more once it has met the end of its session. */
    boolean isByHandle() {
        return switch (operation) {
            case FIND, FIND_BY_ID, RAW_GET, RAW_PUT -> false;
            default -> ticket.isEmpty();
        };
    }

    /** Whether this was over before the other began. */
    boolean isBefore(Event other) {
        return end < other.start;
    }

    List<String> keys() {
        return List.of(key.split("\\+", -1));
    }

    List<String> results() {
        return List.of(result.split("\\+", -1));
    }

    /** All fields, with tabs between. */
    public String line() {
        return String.join(
                "\t",
                Long.toString(start),
                Long.toString(end),
                worker,
                operation.name(),
                session,
                key,
                argument,
                Long.toString(lastsMillis),
                ticket,
                outcome.name(),
                result);
    }

    /** The names of the fields of {@link #line()}. */
    public static String header() {
        return String.join(
                "\t",
                "start",
                "end",
                "worker",
                "operation",
                "session",
                "key",
                "argument",
                "lasts-ms",
                "ticket",
                "outcome",
                "result");
    }

    /** The event of a {@link #line()}. */
    public static Event parse(String line) {
        List<String> fields = List.of(line.split("\t", -1));
        return new Event(
                fields.get(2),
                Operation.valueOf(fields.get(3)),
                fields.get(4),
                fields.get(5),
                fields.get(6),
                Long.parseLong(fields.get(7)),
                fields.get(8),
                Outcome.valueOf(fields.get(9)),
                fields.get(10),
                Long.parseLong(fields.get(0)),
                Long.parseLong(fields.get(1)));
    }

    @Override
    public String toString() {
        return line().replace("\t", " ").replaceAll(" +", " ");
    }
}

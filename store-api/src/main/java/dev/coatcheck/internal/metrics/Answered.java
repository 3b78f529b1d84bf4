package dev.coatcheck.internal.metrics;

import dev.coatcheck.StoreCall.Outcome;
import dev.coatcheck.internal.hot.HotValues;
import dev.coatcheck.store.Found;
import dev.coatcheck.store.Found.State;
import dev.coatcheck.store.Slice;
import dev.coatcheck.store.Want;
import dev.coatcheck.store.WriteResult;
import java.util.List;
import java.util.Optional;

/** What has come of a call to the store, as observers are told. */
record Answered(Outcome outcome, int found, int kept) {
    static final Answered DONE = of(Outcome.DONE);
    static final Answered FULL = of(Outcome.FULL);
    static final Answered UNAVAILABLE = of(Outcome.UNAVAILABLE);
    static final Answered FAILED = of(Outcome.FAILED);
    /** A value that is kept was given out, and the store was not asked. */
    static final Answered UNASKED = new Answered(Outcome.DONE, 1, 1);

    private static final Answered GONE = of(Outcome.GONE);
    private static final Answered CONFLICT = of(Outcome.CONFLICT);

    private static Answered of(Outcome outcome) {
        return new Answered(outcome, 0, 0);
    }

    /** A session was created, if its id was free. */
    static Answered ifFree(boolean created) {
        return created ? DONE : CONFLICT;
    }

    /** Done, if there was a live session. */
    static Answered ifLive(boolean live) {
        return live ? DONE : GONE;
    }

    static Answered of(WriteResult result) {
        return switch (result.outcome()) {
            case APPLIED -> DONE;
            case CONFLICT -> CONFLICT;
            case GONE -> GONE;
        };
    }

    /** Of what a read wanted, the application's own values count. */
    static Answered of(Optional<Slice> slice, List<Want> wants) {
        if (slice.isEmpty()) {
            return GONE;
        }
        int wanted = 0;
        int found = 0;
        int kept = 0;
        for (int i = 0; i < wants.size(); i++) {
            Want want = wants.get(i);
            if (want.name().startsWith("@")) {
                continue;
            }
            Found value = slice.get().values().get(i);
            wanted++;
            found += value.state() == State.ABSENT ? 0 : 1;
            kept += isKept(want, value) ? 1 : 0;
        }
        return new Answered(wanted > 0 && found == 0 ? Outcome.ABSENT : Outcome.DONE, found, kept);
    }

    private static boolean isKept(Want want, Found value) {
        return switch (value.state()) {
            case UNCHANGED -> want.heldVersion() > 0;
            case PRESENT -> HotValues.isDecoded(value.payload());
            case ABSENT, DAMAGED -> false;
        };
    }
}

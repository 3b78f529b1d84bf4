package dev.coatcheck.internal.ticket;

import dev.coatcheck.store.Found;
import dev.coatcheck.store.Payload;
import java.nio.charset.StandardCharsets;

/**
 * What stands in a proof's place while a session is on its way from one store to another: in neither of the two is it a
 * visitor's session then. No proof has a colon in it.
 */
public final class OnItsWay {
    /** In the store that the session has left. */
    public static final String DEPARTED = "\"departed\"";

    /** Before the proof, in the store that it goes to. */
    public static final String ARRIVING = "\"arriving:";

    private OnItsWay() {}

    /** Whether this stands there, or nothing does. A proof that is kept is a ticket's, so one that is unchanged is, too. */
    public static boolean isWithoutProof(Found proof) {
        return switch (proof.state()) {
            case ABSENT -> true;
            case PRESENT -> is(proof.payload());
            default -> false;
        };
    }

    private static boolean is(Payload payload) {
        String text = new String(payload.bytes(), StandardCharsets.ISO_8859_1);
        return text.equals(DEPARTED) || text.startsWith(ARRIVING);
    }
}

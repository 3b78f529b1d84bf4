package dev.coatcheck.testkit;

import dev.coatcheck.TicketCarrier;
import org.jspecify.annotations.Nullable;

/** The cookie in which a ticket travels, without a browser. Not thread-safe. */
final class TestCookie implements TicketCarrier {
    /** Null while there is none. */
    @Nullable
    String ticket;

    private boolean committed;
    private boolean lost;

    /** One that can be sent no more, as the server knows beforehand. */
    static TestCookie ofCommittedResponse() {
        TestCookie cookie = new TestCookie();
        cookie.committed = true;
        return cookie;
    }

    /** One that cannot be sent, which shows only when it is. */
    static TestCookie thatIsLost() {
        TestCookie cookie = new TestCookie();
        cookie.lost = true;
        return cookie;
    }

    @Override
    public void requireSendable() {
        if (committed) {
            throw new IllegalStateException("the response is committed");
        }
    }

    @Override
    public void send(String newTicket) {
        if (lost) {
            throw new IllegalStateException("the connection is lost");
        }
        ticket = newTicket;
    }

    @Override
    public void clear() {
        ticket = null;
    }
}

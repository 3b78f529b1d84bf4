package dev.coatcheck.servlet;

import jakarta.servlet.http.HttpServletResponse;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** The cookie that goes out with one response. Thread-safe. */
final class ResponseCookie {
    private final TicketCookie cookie;
    private final HttpServletResponse response;
    private final BooleanSupplier isOfThisRequest;
    /** The header line. */
    private volatile @Nullable String line;

    /** @param isOfThisRequest whether the response still is that of the request for which the cookie is */
    ResponseCookie(TicketCookie cookie, HttpServletResponse response, BooleanSupplier isOfThisRequest) {
        this.cookie = cookie;
        this.response = response;
        this.isOfThisRequest = isOfThisRequest;
    }

    boolean isWritten() {
        return line != null;
    }

    /**
     * Containers use the objects of a request again for the next one on its connection. To that one, which may be another
     * visitor's, a handle that somebody has kept must not give its ticket. In between, they throw whatever they like.
     */
    boolean canBeWritten() {
        try {
            return isOfThisRequest.getAsBoolean() && !response.isCommitted();
        } catch (RuntimeException requestIsOver) {
            return false;
        }
    }

    void set(String ticket) {
        write(cookie.lineWith(ticket));
    }

    void clear() {
        write(cookie.clearingLine());
    }

    private synchronized void write(String newLine) {
        cookie.write(response, newLine);
        line = newLine;
    }

    /** Where headers were taken away, by the application or by the container. */
    synchronized void writeAgain(HttpServletResponse plain) {
        String written = line;
        if (written != null && canBeWritten()) {
            cookie.write(plain, written);
        }
    }
}

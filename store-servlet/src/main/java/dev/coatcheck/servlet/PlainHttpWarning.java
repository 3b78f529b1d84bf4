package dev.coatcheck.servlet;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Warns of browsers that drop the cookie: one with the attribute {@code Secure} that comes over plain HTTP (RFC 6265bis,
 * section 5.7). The application would see nothing but visitors without a session. Thread-safe.
 */
final class PlainHttpWarning {
    private static final Logger LOG = LoggerFactory.getLogger(CoatcheckFilter.class);
    private static final Pattern THIS_MACHINE =
            Pattern.compile("(.+\\.)?localhost|127(\\.\\d{1,3}){3}|\\[?::1]?", Pattern.CASE_INSENSITIVE);

    private final boolean isSecure;
    private final AtomicBoolean isGiven = new AtomicBoolean();

    /** @param isSecure whether the cookie has that attribute */
    PlainHttpWarning(boolean isSecure) {
        this.isSecure = isSecure;
    }

    /** Whether the browser drops the cookie of this request's response. Those of this very machine are kept by most. */
    boolean isAbout(HttpServletRequest request) {
        return isSecure
                && !request.isSecure()
                && !isHttpsByItsProxy(request)
                && !THIS_MACHINE.matcher(request.getServerName()).matches();
    }

    /** A container that has not been told to trust its proxy takes such a request for one over plain HTTP. */
    private static boolean isHttpsByItsProxy(HttpServletRequest request) {
        return ofVisitor(request.getHeader("X-Forwarded-Proto")).equals("https")
                || Arrays.stream(ofVisitor(request.getHeader("Forwarded")).split(";"))
                        .map(part -> part.replace("\"", "").strip())
                        .anyMatch("proto=https"::equals);
    }

    /** Of several proxies, the first in the list is the one that the visitor's browser speaks with. */
    private static String ofVisitor(@Nullable String forwarded) {
        return forwarded == null ? "" : forwarded.split(",", 2)[0].strip().toLowerCase(Locale.ROOT);
    }

    /** Once for each filter: a site that is not set up rightly has it with every visitor. */
    void give() {
        if (!isGiven.getAndSet(true)) {
            LOG.warn("A session's cookie was sent over plain HTTP, and browsers keep it only when it comes over HTTPS:"
                    + " they drop it, and each request that writes begins a new session. Serve the site over HTTPS"
                    + " (where a proxy does that, let it send X-Forwarded-Proto: https) or, for a test, set"
                    + " coatcheck.cookie.secure=false. This is logged once.");
        }
    }
}

package dev.coatcheck.servlet;

import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** What a response tells caches. */
final class CacheHeaders {
    private static final String CACHE_CONTROL = "Cache-Control";
    private static final String NO_STORE = "no-store";
    private static final Set<String> OTHERS = Set.of("expires", "surrogate-control", "edge-control", "x-accel-expires");

    private CacheHeaders() {}

    /**
     * Whether caches obey this header. Targeted ones, such as {@code CDN-Cache-Control} (RFC 9213), take precedence
     * over {@code Cache-Control}, and so do headers of some vendors; caches of HTTP/1.0 know only {@code Expires}.
     */
    static boolean isOne(String name) {
        // containers take a null name in their own ways
        String lower = String.valueOf(name).toLowerCase(Locale.ROOT);
        return lower.endsWith("cache-control") || OTHERS.contains(lower);
    }

    /**
     * A ticket in a shared cache would go to others (OWASP session management cheat sheet, "Web Content Caching"). What
     * the application has said before is overwritten, as older servlet interfaces cannot remove a header.
     */
    static void forbidStoring(HttpServletResponse response) {
        for (String header : List.copyOf(response.getHeaderNames())) {
            if (isOne(header)) {
                response.setHeader(header, header.equalsIgnoreCase("Expires") ? "0" : NO_STORE);
            }
        }
        response.setHeader(CACHE_CONTROL, NO_STORE);
    }
}

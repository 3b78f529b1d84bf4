package dev.coatcheck.servlet;

import dev.coatcheck.CoatcheckConfig;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which requests may not begin, renew or end a session, since a page of another site sent them and the browser may have
 * held the cookie back: by SameSite it is sent with all requests ({@code None}), with those that lead the visitor to a
 * page ({@code Lax}), or with none ({@code Strict}) (RFC 6265bis, section 5.8.3). Immutable.
 */
final class CrossSiteRule {
    private static final Set<String> SAFE_METHODS = Set.of("GET", "HEAD");

    private final boolean isAllowed;
    private final String sameSite;

    CrossSiteRule(CoatcheckConfig config) {
        isAllowed = config.get(CookieSettings.CROSS_SITE).equals("allow");
        sameSite = config.get(CookieSettings.SAME_SITE);
    }

    boolean refuses(HttpServletRequest request) {
        return !isAllowed && isCrossSite(request) && !isNavigationWithCookie(request);
    }

    /** Browsers say so themselves (Fetch Metadata Request Headers); older ones, and all over plain HTTP, do not. */
    private static boolean isCrossSite(HttpServletRequest request) {
        String site = request.getHeader("Sec-Fetch-Site");
        return switch (site == null ? "" : site) {
            case "same-origin", "same-site", "none" -> false;
            case "cross-site" -> true;
            default -> isFromAnotherHost(request.getHeader("Origin"), request.getServerName());
        };
    }

    /**
     * Every browser sends Origin with a form's POST; who sends none is no browser, or follows a link. Scheme and port do
     * not count: a proxy may have changed them, and all ports of a host are one site.
     */
    private static boolean isFromAnotherHost(@Nullable String origin, String host) {
        if (origin == null) {
            return false;
        }
        int scheme = origin.indexOf("://");
        String authority = scheme < 0 ? "" : origin.substring(scheme + 3);
        int port = authority.lastIndexOf(':');
        // the colons of an IPv6 address stand in brackets
        String from = port > authority.lastIndexOf(']') ? authority.substring(0, port) : authority;
        return !from.equalsIgnoreCase(host);
    }

    private boolean isNavigationWithCookie(HttpServletRequest request) {
        if (!SAFE_METHODS.contains(request.getMethod()) || !"navigate".equals(request.getHeader("Sec-Fetch-Mode"))) {
            return false;
        }
        return switch (sameSite) {
            case "None" -> true;
            // of a whole page, not of a frame in another site's
            case "Lax" -> "document".equals(request.getHeader("Sec-Fetch-Dest"));
            default -> false;
        };
    }
}

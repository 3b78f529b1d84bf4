package dev.coatcheck.servlet;

import dev.coatcheck.CoatcheckConfig;
import dev.coatcheck.SessionManager;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Objects;

/**
 * Lets {@link HttpSessions} find the session of each request that passes. Installed at an application's start:
 *
 * <pre>{@code
 * FilterRegistration.Dynamic filter = context.addFilter("coatcheck", new CoatcheckFilter(sessions, config));
 * filter.setAsyncSupported(true);
 * filter.addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), false, "/*");
 * }</pre>
 *
 * <p>It reads the visitor's cookie and does nothing else: it asks no store, creates nothing, and sets no cookie, all of
 * which happens when the application uses the session. Further dispatches of a request (forward, include, error, async)
 * share what the first has; that the filter is mapped to them too does no harm.
 *
 * <p>Thread-safe. The manager belongs to whoever opened it, and is not closed here.
 */
public final class CoatcheckFilter implements Filter {
    private final SessionManager sessions;
    private final TicketCookie cookie;

    /**
     * A filter for one application.
     *
     * @param sessions where the sessions are
     * @param config {@code coatcheck.cookie.*} counts here
     */
    public CoatcheckFilter(SessionManager sessions, CoatcheckConfig config) {
        this.sessions = Objects.requireNonNull(sessions, "sessions");
        this.cookie = new TicketCookie(Objects.requireNonNull(config, "config"));
    }

    /**
     * Passes the request on, with its session at hand.
     *
     * @param request the request; one that is not HTTP passes as it is
     * @param response where the cookie will be set
     * @param chain the rest of the application
     * @throws IOException if the rest of the application throws it
     * @throws ServletException if the rest of the application throws it
     */
    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (request instanceof HttpServletRequest http
                && response instanceof HttpServletResponse answer
                && Visit.of(http).isEmpty()) {
            new Visit(sessions, cookie, http, answer).begin();
        }
        chain.doFilter(request, response);
    }
}

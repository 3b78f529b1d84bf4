package dev.coatcheck.servlet;

import dev.coatcheck.CoatcheckConfig;
import dev.coatcheck.SessionManager;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The filter that {@link HttpSessions} needs in front of every page that uses sessions. An application installs it when
 * it starts:
 *
 * <pre>{@code
 * FilterRegistration.Dynamic filter = context.addFilter("coatcheck", new CoatcheckFilter(sessions, config));
 * filter.setAsyncSupported(true);
 * filter.addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST, DispatcherType.ASYNC, DispatcherType.ERROR), false, "/*");
 * }</pre>
 *
 * <p>By itself, the filter only reads the visitor's cookie. The store is asked, and the cookie is set, when the
 * application uses the session. All dispatches of a request (forward, include, error, async) share the same session.
 *
 * <p>Once the response has a ticket, its {@code Cache-Control} is {@code no-store}, whatever the application sets, and
 * {@code reset()} does not remove the cookie. To ensure that, the filter wraps the response. Filters in front of this
 * one, and {@code AsyncContext.getResponse()} after {@code startAsync()} without arguments, have the container's own
 * response, for which this does not hold; so this filter should be the first.
 *
 * <p>A request that a page of another site has made the browser send cannot begin, renew or end a session, unless
 * {@code coatcheck.cookie.cross-site} is {@code allow}. The attempt throws {@link CrossSiteRequestException}; if the
 * application does not catch it, the response is 403 Forbidden. To allow such requests on some paths only, such as that
 * of a login which another site posts, map a second filter with that setting and the same manager to those paths, in
 * front of this one: the first filter that a request passes decides.
 *
 * <p>With {@code coatcheck.http-session.enabled=true} the session is also that of {@code request.getSession()}, and {@link
 * #builder} takes what is to be said about it; otherwise {@code getSession()} stays the container's.
 *
 * <p>Thread-safe. Closing the manager is left to whoever opened it.
 */
public final class CoatcheckFilter implements Filter {
    private static final int MOST_CAUSES = 100;

    private final SessionManager sessions;
    private final TicketCookie cookie;
    private final CrossSiteRule rule;
    private final @Nullable HttpSessionKind httpSessions;

    /**
     * A filter for one application.
     *
     * @param sessions the manager of the sessions
     * @param config all settings, of which {@code coatcheck.cookie.*} and {@code coatcheck.http-session.*} are used
     */
    public CoatcheckFilter(SessionManager sessions, CoatcheckConfig config) {
        this(sessions, config, builder(sessions, config).kind());
    }

    /** With what is said of {@code request.getSession()}, which counts where the configuration asks for that. */
    CoatcheckFilter(SessionManager sessions, CoatcheckConfig config, HttpSessionKind httpSessions) {
        this.sessions = Objects.requireNonNull(sessions, "sessions");
        this.cookie = new TicketCookie(Objects.requireNonNull(config, "config"));
        this.rule = new CrossSiteRule(config);
        this.httpSessions = config.get(HttpSessionSettings.ENABLED) ? httpSessions : null;
    }

    /**
     * For an application that has its sessions by {@code request.getSession()}, and more to say about them.
     *
     * @param sessions where the sessions are
     * @param config {@code coatcheck.cookie.*} and {@code coatcheck.http-session.*} count here
     * @return a builder
     */
    public static CoatcheckFilterBuilder builder(SessionManager sessions, CoatcheckConfig config) {
        return new CoatcheckFilterBuilder(sessions, config);
    }

    /**
     * Passes the request on, and with it its session.
     *
     * @param request the request; one that is not HTTP is passed on as it is
     * @param response the response in which the cookie will be set
     * @param chain the rest of the application
     * @throws IOException if the rest of the application throws it
     * @throws ServletException if the rest of the application throws it
     */
    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (request instanceof HttpServletRequest http && response instanceof HttpServletResponse answer) {
            pass(http, answer, chain);
        } else {
            chain.doFilter(request, response);
        }
    }

    private void pass(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        RequestSession session = RequestSession.of(request)
                .orElseGet(() -> RequestSession.begin(sessions, cookie, rule, request, response));
        HttpServletResponse keeping = CookieKeepingResponse.around(response, session.cookie());
        try {
            if (httpSessions == null) {
                chain.doFilter(request, keeping);
            } else {
                passWithHttpSession(
                        RequestHttpSession.of(httpSessions, session, request, keeping), request, keeping, chain);
            }
        } catch (ServletException | RuntimeException e) {
            if (!isOfAnotherSite(e) || !canBeAnswered(request, response)) {
                throw e;
            }
            response.sendError(HttpServletResponse.SC_FORBIDDEN, "Another site's page may not do this");
        }
    }

    private void passWithHttpSession(
            RequestHttpSession session, HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        // asked now, as not every container remembers it
        boolean isIncluded = request.getDispatcherType() == DispatcherType.INCLUDE;
        boolean isDone = false;
        try {
            chain.doFilter(
                    new HttpSessionRequest(request, session, cookie), new HttpSessionResponse(response, session));
            isDone = true;
        } finally {
            // whoever includes a page goes on, and so do other threads: they save at their end; a forward ends the
            // response
            if (!isIncluded && !request.isAsyncStarted()) {
                session.saveFor(isDone ? response.getStatus() : HttpServletResponse.SC_INTERNAL_SERVER_ERROR);
            }
        }
    }

    /** Whether a {@link CrossSiteRequestException} is its cause: frameworks wrap exceptions. */
    private static boolean isOfAnotherSite(Exception failure) {
        return Stream.<Throwable>iterate(failure, Objects::nonNull, Throwable::getCause)
                .limit(MOST_CAUSES)
                .anyMatch(CrossSiteRequestException.class::isInstance);
    }

    /** A page handles the failures of what it includes or forwards to, and the container those of error pages. */
    private static boolean canBeAnswered(HttpServletRequest request, HttpServletResponse response) {
        DispatcherType dispatch = request.getDispatcherType();
        return (dispatch == DispatcherType.REQUEST || dispatch == DispatcherType.ASYNC)
                && !request.isAsyncStarted()
                && !response.isCommitted();
    }
}

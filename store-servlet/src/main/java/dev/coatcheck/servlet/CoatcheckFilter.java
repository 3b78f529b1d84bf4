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
 * Lets {@link HttpSessions} find the session of each request that passes. Installed at an application's start:
 *
 * <pre>{@code
 * FilterRegistration.Dynamic filter = context.addFilter("coatcheck", new CoatcheckFilter(sessions, config));
 * filter.setAsyncSupported(true);
 * filter.addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST, DispatcherType.ASYNC, DispatcherType.ERROR), false, "/*");
 * }</pre>
 *
 * <p>It reads the visitor's cookie and does nothing else: it asks no store, creates nothing, and sets no cookie, all of
 * which happens when the application uses the session. Further dispatches of a request (forward, include, error, async)
 * share what the first has; that the filter is mapped to them too does no harm.
 *
 * <p>Once the response carries a ticket, {@code Cache-Control} is {@code no-store} whatever the application sets, and
 * {@code reset()} leaves the cookie. That holds for the response that is passed on. As with every filter, others in
 * front of it, and {@code AsyncContext.getResponse()} after {@code startAsync()} without arguments, have the container's
 * own: let this filter be the first.
 *
 * <p>A request that a page of another site has made the browser send cannot begin, renew or end a session, unless
 * {@code coatcheck.cookie.cross-site=allow}: that is a {@link CrossSiteRequestException}, and 403 Forbidden where the
 * application does not catch it. To allow it on some paths alone, as for a login that another site posts, map a filter
 * with that setting and the same manager to them, in front of this one: the first that a request passes decides.
 *
 * <p>With {@code coatcheck.http-session.enabled=true} the session is also that of {@code request.getSession()}, and {@link
 * #builder} takes what is to be said about it; otherwise {@code getSession()} stays the container's.
 *
 * <p>Thread-safe. The manager belongs to whoever opened it, and is not closed here.
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
     * @param sessions where the sessions are
     * @param config {@code coatcheck.cookie.*} and {@code coatcheck.http-session.*} count here
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

    private static void passWithHttpSession(
            RequestHttpSession session, HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        // asked now, as not every container remembers it
        boolean isIncluded = request.getDispatcherType() == DispatcherType.INCLUDE;
        try {
            chain.doFilter(new HttpSessionRequest(request, session), new HttpSessionResponse(response, session));
        } catch (IOException | ServletException | RuntimeException | Error e) {
            try {
                saveAtEnd(session, request, isIncluded);
            } catch (RuntimeException whileSaving) {
                e.addSuppressed(whileSaving);
            }
            throw e;
        }
        saveAtEnd(session, request, isIncluded);
    }

    /** Whoever includes a page goes on, and so do other threads: they save at their end. A forward ends the response. */
    private static void saveAtEnd(RequestHttpSession session, HttpServletRequest request, boolean isIncluded) {
        if (!isIncluded && !request.isAsyncStarted()) {
            session.save();
        }
    }

    /** Whether that is what is behind it: frameworks wrap what they do not know. */
    private static boolean isOfAnotherSite(Exception failure) {
        return Stream.<Throwable>iterate(failure, Objects::nonNull, Throwable::getCause)
                .limit(MOST_CAUSES)
                .anyMatch(CrossSiteRequestException.class::isInstance);
    }

    /** What a page has included or forwarded to is that page's affair, and an error page's failure is the container's. */
    private static boolean canBeAnswered(HttpServletRequest request, HttpServletResponse response) {
        DispatcherType dispatch = request.getDispatcherType();
        return (dispatch == DispatcherType.REQUEST || dispatch == DispatcherType.ASYNC)
                && !request.isAsyncStarted()
                && !response.isCommitted();
    }
}

package dev.coatcheck.servlet;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpSession;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The request as the application sees it: its session is ours, and the ticket is not to be seen. Frameworks keep whole
 * requests in the session, with their cookies, and so a ticket would get into the store.
 */
final class HttpSessionRequest extends HttpServletRequestWrapper {
    private static final String COOKIE = "Cookie";

    private final RequestHttpSession session;
    private final TicketCookie cookie;

    HttpSessionRequest(HttpServletRequest request, RequestHttpSession session, TicketCookie cookie) {
        super(request);
        this.session = session;
        this.cookie = cookie;
    }

    @Override
    public Cookie @Nullable [] getCookies() {
        Cookie[] cookies = super.getCookies();
        Cookie[] others = cookies == null ? new Cookie[0] : cookie.others(cookies);
        return others.length == 0 ? null : others;
    }

    @Override
    public @Nullable String getHeader(String name) {
        return COOKIE.equalsIgnoreCase(name)
                ? cookieHeaders().stream().findFirst().orElse(null)
                : super.getHeader(name);
    }

    @Override
    public Enumeration<String> getHeaders(String name) {
        return COOKIE.equalsIgnoreCase(name) ? Collections.enumeration(cookieHeaders()) : super.getHeaders(name);
    }

    /** Without a header that {@link #getHeader} has nothing of. */
    @Override
    public Enumeration<String> getHeaderNames() {
        List<String> names = Collections.list(super.getHeaderNames());
        if (cookieHeaders().isEmpty()) {
            names.removeIf(COOKIE::equalsIgnoreCase);
        }
        return Collections.enumeration(names);
    }

    private List<String> cookieHeaders() {
        return Collections.list(super.getHeaders(COOKIE)).stream()
                .map(cookie::withoutIt)
                .filter(header -> !header.isEmpty())
                .toList();
    }

    @Override
    public HttpSession getSession() {
        return session.get();
    }

    @Override
    public @Nullable HttpSession getSession(boolean create) {
        return create ? session.get() : session.find();
    }

    @Override
    public String changeSessionId() {
        return session.changeId();
    }

    /** As {@code HttpSession.getId()} has it: the ticket itself is nobody's to see. */
    @Override
    public @Nullable String getRequestedSessionId() {
        return session.requestedId().orElse(null);
    }

    @Override
    public boolean isRequestedSessionIdValid() {
        return session.isRequestedIdValid();
    }

    @Override
    public boolean isRequestedSessionIdFromCookie() {
        return session.requestedId().isPresent();
    }

    @Override
    public boolean isRequestedSessionIdFromURL() {
        return false;
    }

    @Override
    public AsyncContext startAsync() {
        return SavingAsyncContext.started(super.startAsync(), session);
    }

    @Override
    public AsyncContext startAsync(ServletRequest request, ServletResponse response) {
        return SavingAsyncContext.started(super.startAsync(request, response), session);
    }

    /** Where none was started, containers throw; Spring's mocks, as in MockMvc, have null and ask for that. */
    @Override
    public @Nullable AsyncContext getAsyncContext() {
        AsyncContext context = super.getAsyncContext();
        return context == null ? null : new SavingAsyncContext(context, session);
    }
}

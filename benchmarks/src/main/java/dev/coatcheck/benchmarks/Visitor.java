package dev.coatcheck.benchmarks;

import jakarta.servlet.Filter;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.mock.web.MockServletContext;

/**
 * Somebody with a browser, who has the cookies that were set last. Each visit is a request of its own, through a filter and
 * without a network. Thread-safe once the cookies are set.
 */
public final class Visitor {
    private final ServletContext context = new MockServletContext();
    private final Filter filter;
    private volatile Cookie[] cookies = {};

    public Visitor(Filter filter) {
        this.filter = filter;
    }

    /** What the page gives for the request that the filter has passed on. */
    public @Nullable Object visit(Function<HttpServletRequest, @Nullable Object> page) {
        MockHttpServletRequest request = new MockHttpServletRequest(context, "GET", "/");
        request.setSecure(true);
        request.setCookies(cookies);
        MockHttpServletResponse response = new MockHttpServletResponse();
        @Nullable Object[] given = new @Nullable Object[1];
        try {
            filter.doFilter(request, response, (passed, answer) -> given[0] = page.apply((HttpServletRequest) passed));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (ServletException e) {
            throw new IllegalStateException("the filter failed", e);
        }
        if (response.getCookies().length > 0) {
            cookies = response.getCookies();
        }
        return given[0];
    }
}

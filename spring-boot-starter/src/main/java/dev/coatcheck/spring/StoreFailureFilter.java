package dev.coatcheck.spring;

import dev.coatcheck.StoreFullException;
import dev.coatcheck.StoreUnavailableException;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;

/**
 * Answers {@code 503 Service Unavailable} where the sessions' store cannot be reached, or is full, and nobody has handled
 * that: a controller, a filter such as Spring Security's, the end of the request. One line in the log says why. It is a
 * plain text: Spring MVC and Security ask for the session before they show an error page.
 */
final class StoreFailureFilter implements Filter {
    private static final Logger LOG = LoggerFactory.getLogger(StoreFailureFilter.class);
    private static final int MOST_CAUSES = 100;

    /** When the visitor may try again, in seconds: a store that is back, or a failover, is noticed at once. */
    private static final String SOON = "5";

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        try {
            chain.doFilter(request, response);
        } catch (ServletException | RuntimeException e) {
            Optional<Throwable> failure = ofStore(e);
            if (failure.isEmpty()
                    || response.isCommitted()
                    || request.isAsyncStarted()
                    || !(response instanceof HttpServletResponse http)) {
                throw e;
            }
            answer(failure.get(), http);
        }
    }

    private static Optional<Throwable> ofStore(Throwable failure) {
        return Stream.iterate(failure, Objects::nonNull, Throwable::getCause)
                .limit(MOST_CAUSES)
                .filter(it -> it instanceof StoreUnavailableException || it instanceof StoreFullException)
                .findFirst();
    }

    private static void answer(Throwable failure, HttpServletResponse response) throws IOException {
        LOG.warn("A request was answered with 503: {}", failure.getMessage());
        response.resetBuffer();
        response.setStatus(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
        response.setHeader(HttpHeaders.RETRY_AFTER, SOON);
        response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        response.setContentType("text/plain;charset=UTF-8");
        response.getWriter().println("Service Unavailable: please try again soon.");
        response.flushBuffer();
    }
}

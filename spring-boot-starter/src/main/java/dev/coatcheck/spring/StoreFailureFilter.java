package dev.coatcheck.spring;

import dev.coatcheck.StoreFullException;
import dev.coatcheck.StoreUnavailableException;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
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

    private static final String TEXT = "Service Unavailable: please try again soon.\n";

    /** What the application has said of a body that nobody gets. */
    private static final List<String> OF_THE_BODY = List.of(
            HttpHeaders.CONTENT_ENCODING,
            HttpHeaders.CONTENT_DISPOSITION,
            HttpHeaders.CONTENT_RANGE,
            HttpHeaders.ETAG,
            HttpHeaders.LAST_MODIFIED);

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

    /** What outer filters and Spring Security have set stays: cookies, and what lets a script of another origin read. */
    private static void answer(Throwable failure, HttpServletResponse response) throws IOException {
        LOG.warn("A request was answered with 503: {}", failure.getMessage());
        response.resetBuffer();
        OF_THE_BODY.forEach(header -> response.setHeader(header, null));
        response.setStatus(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
        response.setHeader(HttpHeaders.RETRY_AFTER, SOON);
        response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        response.setContentType("text/plain;charset=UTF-8");
        response.setLocale(Locale.ENGLISH);
        response.setContentLength(TEXT.length());
        write(response);
        response.flushBuffer();
    }

    /** Whoever has begun the answer has the stream or the writer, and then there is no other. */
    private static void write(HttpServletResponse response) throws IOException {
        ServletOutputStream stream;
        try {
            stream = response.getOutputStream();
        } catch (IllegalStateException e) {
            response.getWriter().print(TEXT);
            return;
        }
        stream.print(TEXT);
    }
}

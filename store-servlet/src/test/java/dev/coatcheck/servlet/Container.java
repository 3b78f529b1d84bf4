package dev.coatcheck.servlet;

import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServlet;
import java.net.URI;

/** A servlet container on the loopback interface, with one filter and one servlet for all below {@code /shop}. */
interface Container extends AutoCloseable {
    /** Errors go to {@code /shop/sorry}; the filter is mapped to all dispatches. */
    void start(Filter filter, HttpServlet servlet);

    URI uri(String path);

    @Override
    void close();
}

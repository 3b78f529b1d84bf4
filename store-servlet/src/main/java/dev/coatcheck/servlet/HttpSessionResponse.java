package dev.coatcheck.servlet;

import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;

/** The response as the application sees it: what sends it to the visitor saves what has changed in the session first. */
final class HttpSessionResponse extends HttpServletResponseWrapper {
    private final RequestHttpSession session;

    HttpSessionResponse(HttpServletResponse response, RequestHttpSession session) {
        super(response);
        this.session = session;
    }

    @Override
    public void sendRedirect(String location) throws IOException {
        session.save();
        super.sendRedirect(location);
    }

    /** Containers of Servlet 6.0 have no such method, and call none. */
    @Override
    public void sendRedirect(String location, int status, boolean clearBuffer) throws IOException {
        session.save();
        super.sendRedirect(location, status, clearBuffer);
    }

    @Override
    public void sendError(int status) throws IOException {
        session.save();
        super.sendError(status);
    }

    @Override
    public void sendError(int status, String message) throws IOException {
        session.save();
        super.sendError(status, message);
    }

    @Override
    public void flushBuffer() throws IOException {
        session.save();
        super.flushBuffer();
    }
}

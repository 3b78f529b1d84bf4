package dev.coatcheck.servlet;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import java.io.PrintWriter;
import org.jspecify.annotations.Nullable;

/** The response as the application sees it: what sends it to the visitor saves what has changed in the session first. */
final class HttpSessionResponse extends HttpServletResponseWrapper {
    private final RequestHttpSession session;
    private boolean hasLength;
    private @Nullable ServletOutputStream output;
    private @Nullable PrintWriter writer;

    HttpSessionResponse(HttpServletResponse response, RequestHttpSession session) {
        super(response);
        this.session = session;
    }

    @Override
    public void sendRedirect(String location) throws IOException {
        session.saveFor(SC_FOUND);
        super.sendRedirect(location);
    }

    /** Containers of Servlet 6.0 have neither this nor the next two, and call none of them. */
    @Override
    public void sendRedirect(String location, int status) throws IOException {
        session.saveFor(status);
        super.sendRedirect(location, status);
    }

    @Override
    public void sendRedirect(String location, boolean clearBuffer) throws IOException {
        session.saveFor(SC_FOUND);
        super.sendRedirect(location, clearBuffer);
    }

    @Override
    public void sendRedirect(String location, int status, boolean clearBuffer) throws IOException {
        session.saveFor(status);
        super.sendRedirect(location, status, clearBuffer);
    }

    @Override
    public void sendError(int status) throws IOException {
        session.saveFor(status);
        super.sendError(status);
    }

    @Override
    public void sendError(int status, String message) throws IOException {
        session.saveFor(status);
        super.sendError(status, message);
    }

    @Override
    public void flushBuffer() throws IOException {
        saveUnlessCommitted();
        super.flushBuffer();
    }

    /** What is saved later than that is saved at the request's end. */
    private void saveUnlessCommitted() {
        if (!isCommitted()) {
            session.saveFor(getStatus());
        }
    }

    /** Containers send a body whose length they know once it is whole. */
    private void saveBeforeBody() {
        session.noteBody(true);
        if (hasLength) {
            hasLength = false;
            saveUnlessCommitted();
        }
    }

    @Override
    public void setContentLength(int length) {
        hasLength = true;
        super.setContentLength(length);
    }

    @Override
    public void setContentLengthLong(long length) {
        hasLength = true;
        super.setContentLengthLong(length);
    }

    @Override
    public void setHeader(String name, String value) {
        noteLength(name);
        super.setHeader(name, value);
    }

    @Override
    public void addHeader(String name, String value) {
        noteLength(name);
        super.addHeader(name, value);
    }

    @Override
    public void setIntHeader(String name, int value) {
        noteLength(name);
        super.setIntHeader(name, value);
    }

    @Override
    public void addIntHeader(String name, int value) {
        noteLength(name);
        super.addIntHeader(name, value);
    }

    private void noteLength(String name) {
        hasLength |= "Content-Length".equalsIgnoreCase(name);
    }

    @Override
    public ServletOutputStream getOutputStream() throws IOException {
        ServletOutputStream own = output;
        if (own == null) {
            own = new SavingOutput(super.getOutputStream(), this::saveBeforeBody, this::saveUnlessCommitted);
            output = own;
        }
        return own;
    }

    @Override
    public PrintWriter getWriter() throws IOException {
        PrintWriter own = writer;
        if (own == null) {
            own = new SavingWriter(super.getWriter());
            writer = own;
        }
        return own;
    }

    /** Whoever begins anew may choose the other of both. */
    @Override
    public void reset() {
        super.reset();
        session.noteBody(false);
        output = null;
        writer = null;
    }

    @Override
    public void resetBuffer() {
        super.resetBuffer();
        session.noteBody(false);
    }

    private final class SavingWriter extends PrintWriter {
        private final PrintWriter container;

        SavingWriter(PrintWriter container) {
            super(container);
            this.container = container;
        }

        @Override
        public void write(int one) {
            saveBeforeBody();
            super.write(one);
        }

        @Override
        public void write(char[] text, int offset, int length) {
            saveBeforeBody();
            super.write(text, offset, length);
        }

        @Override
        public void write(String text, int offset, int length) {
            saveBeforeBody();
            super.write(text, offset, length);
        }

        @Override
        public void flush() {
            saveUnlessCommitted();
            super.flush();
        }

        @Override
        public void close() {
            saveUnlessCommitted();
            super.close();
        }

        /** To ask is to flush. */
        @Override
        public boolean checkError() {
            saveUnlessCommitted();
            return container.checkError() || super.checkError();
        }
    }
}

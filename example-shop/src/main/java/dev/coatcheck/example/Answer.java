package dev.coatcheck.example;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Answers one request. */
record Answer(HttpServletResponse response) {
    /** Nothing but our own files, and nobody frames the page: what a product is called can do no harm. */
    private static final String CONTENT_SECURITY_POLICY = "default-src 'none'; script-src 'self'; style-src 'self';"
            + " connect-src 'self'; img-src data:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

    void send(int status, String contentType, byte[] body) throws IOException {
        response.setStatus(status);
        response.setContentType(contentType);
        response.setHeader("Cache-Control", "no-store");
        response.setHeader("Content-Security-Policy", CONTENT_SECURITY_POLICY);
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }

    void json(int status, Object body) throws IOException {
        send(status, "application/json", Json.bytes(body));
    }

    void download(String fileName, byte[] csv) throws IOException {
        response.setHeader("Content-Disposition", "attachment; filename=\"" + fileName + "\"");
        send(200, "text/csv; charset=utf-8", csv);
    }
}

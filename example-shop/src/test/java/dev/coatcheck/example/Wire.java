package dev.coatcheck.example;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;

/** Sends what no HTTP client would. */
final class Wire {
    private Wire() {}

    static Browser.Reply post(Shop shop, String path) {
        try (Socket socket = new Socket("localhost", shop.port())) {
            String request = "POST " + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n"
                    + "Connection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(UTF_8));
            String reply = new String(socket.getInputStream().readAllBytes(), UTF_8);
            int status = Integer.parseInt(reply.split(" ", 3)[1]);
            return new Browser.Reply(status, reply.substring(reply.indexOf("\r\n\r\n") + 4));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

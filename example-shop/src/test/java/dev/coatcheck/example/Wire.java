package dev.coatcheck.example;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;

/** Sends what no HTTP client would. */
final class Wire {
    private Wire() {}

    static Browser.Reply post(Shop shop, String path) {
        String reply = send(shop, "POST " + path, "localhost");
        int status = Integer.parseInt(reply.split(" ", 3)[1]);
        return new Browser.Reply(status, reply.substring(reply.indexOf("\r\n\r\n") + 4));
    }

    /** All that the shop answers to a visitor who calls it by this name. */
    static String get(Shop shop, String path, String host) {
        return send(shop, "GET " + path, host);
    }

    private static String send(Shop shop, String methodAndPath, String host) {
        try (Socket socket = new Socket("localhost", shop.port())) {
            String request = methodAndPath + " HTTP/1.1\r\nHost: " + host + "\r\nContent-Length: 0\r\n"
                    + "Connection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(UTF_8));
            return new String(socket.getInputStream().readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

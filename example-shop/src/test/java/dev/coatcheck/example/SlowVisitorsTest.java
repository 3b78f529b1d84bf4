package dev.coatcheck.example;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Somebody who opens more connections than the server has threads, and lets each wait for the rest of a request. */
@Timeout(60)
class SlowVisitorsTest {
    private static final int MANY = 260;

    private final List<Socket> sockets = new ArrayList<>();
    private Shop shop;

    @BeforeEach
    void open() {
        shop = Shop.start("--port=0");
    }

    @AfterEach
    void close() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
        shop.close();
    }

    private Socket begin(String contentType) throws IOException {
        Socket socket = new Socket("localhost", shop.port());
        sockets.add(socket);
        socket.setSoTimeout(30_000);
        socket.getOutputStream()
                .write(("POST /fetch HTTP/1.1\r\nHost: localhost\r\nContent-Type: " + contentType
                                + "\r\nContent-Length: 1000\r\n\r\ncount=")
                        .getBytes(UTF_8));
        return socket;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/x-www-form-urlencoded",
                "Application/X-WWW-Form-Urlencoded ; charset=utf-8",
                "text/plain"
            })
    void othersAreServedWhileHundredsOfBodiesDoNotCome(String contentType) throws IOException {
        for (int i = 0; i < MANY; i++) {
            begin(contentType);
        }

        Browser other = new Browser(shop, Duration.ofSeconds(20));

        assertThat(other.post("/fetch?count=10").status()).isEqualTo(200);
        assertThat(other.post("/classify").status()).isEqualTo(200);
        assertThat(other.get("/state").status()).isEqualTo(200);
    }

    @Test
    void aBodyThatTricklesIsNotWaitedFor() throws Exception {
        Socket socket = begin("application/x-www-form-urlencoded");
        OutputStream out = socket.getOutputStream();
        ScheduledExecutorService trickle = Executors.newSingleThreadScheduledExecutor();
        try {
            var dripping = trickle.scheduleAtFixedRate(() -> drip(out), 500, 500, TimeUnit.MILLISECONDS);

            assertThat(answer(socket.getInputStream())).matches("(?s)(HTTP/1.1 [45].*)?");
            dripping.cancel(true);
        } finally {
            trickle.shutdownNow();
        }
    }

    private static void drip(OutputStream out) {
        try {
            out.write('1');
            out.flush();
        } catch (IOException e) {
            throw new IllegalStateException("the connection is closed", e);
        }
    }

    /** Until the server closes the connection. */
    private static String answer(InputStream in) throws IOException {
        try {
            return new String(in.readAllBytes(), UTF_8);
        } catch (SocketException closedUnderTheDrip) {
            return "";
        }
    }

    @Test
    void aCountInABodyIsNotRead() throws Exception {
        assertThat(answer(begin("application/x-www-form-urlencoded").getInputStream()))
                .startsWith("HTTP/1.1 400");
    }
}

package dev.coatcheck.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

import dev.coatcheck.Key;
import dev.coatcheck.Session;
import dev.coatcheck.SessionManager;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

class ShutdownTest {

    @Test
    void theManagerIsClosedAfterTheLastRequestIsAnswered() throws Exception {
        RunningApplication application = RunningApplication.start(List.of(SlowPage.class));
        SlowPage page = application.bean(SlowPage.class);
        SessionManager sessions = application.bean(SessionManager.class);
        CompletableFuture<HttpResponse<String>> answer = application
                .browser()
                .sendAsync(
                        HttpRequest.newBuilder(application.uri("/slow")).build(), HttpResponse.BodyHandlers.ofString());
        page.begun.await();
        URI server = application.uri("/");
        CompletableFuture<Void> closing = CompletableFuture.runAsync(application::close);
        await("a server that takes no more requests").until(() -> refusesRequests(server));
        page.mayEnd.countDown();
        assertThat(answer.get().body()).isEqualTo("written");
        closing.get();
        assertThatIllegalStateException().isThrownBy(sessions::create);
    }

    private static boolean refusesRequests(URI server) throws IOException, InterruptedException {
        try {
            HttpClient.newHttpClient()
                    .send(HttpRequest.newBuilder(server).build(), HttpResponse.BodyHandlers.discarding());
            return false;
        } catch (ConnectException e) {
            return true;
        }
    }

    @RestController
    static class SlowPage {
        static final Key<String> LATE = Key.of("late", String.class);

        final CountDownLatch begun = new CountDownLatch(1);
        final CountDownLatch mayEnd = new CountDownLatch(1);

        @GetMapping("/slow")
        String slow(Session session) throws InterruptedException {
            begun.countDown();
            mayEnd.await();
            session.put(LATE, "written");
            return session.get(LATE, "");
        }
    }
}

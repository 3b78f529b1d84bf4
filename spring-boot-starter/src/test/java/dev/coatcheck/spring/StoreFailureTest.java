package dev.coatcheck.spring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coatcheck.StoreUnavailableException;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.bind.annotation.RestControllerAdvice;

@ExtendWith(OutputCaptureExtension.class)
class StoreFailureTest {

    @Test
    void whereThereIsNoRoomAVisitorIsToldToComeBackToo(CapturedOutput output) {
        try (RunningApplication application =
                RunningApplication.start(List.of(Pages.class), "coatcheck.memory.max-bytes=4KB")) {
            assertThat(application.get("/visit").statusCode()).isEqualTo(200);
            HttpResponse<String> full = application.get("/attribute?set=" + incompressible());
            assertThat(full.statusCode()).isEqualTo(503);
            assertThat(full.headers().firstValue("Retry-After")).hasValue("5");
            assertThat(application.get("/visit").body()).isEqualTo("2");
        }
        assertThat(output).contains("answered with 503").doesNotContain("\tat ");
    }

    @Test
    void soIsOneWhoseAnswerHadBegunWhenTheSessionCouldNotBeSaved(CapturedOutput output) {
        try (RunningApplication application =
                RunningApplication.start(List.of(Growing.class), "coatcheck.memory.max-bytes=4KB")) {
            assertThat(application.get("/begin").statusCode()).isEqualTo(200);
            for (String path : List.of("/grow", "/grow-by-stream", "/grow-by-writer")) {
                HttpResponse<String> full = application.get(path);
                assertThat(full.statusCode()).as(path).isEqualTo(503);
                assertThat(full.body()).isEqualTo("Service Unavailable: please try again soon.\n");
                assertThat(full.headers().firstValueAsLong("Content-Length"))
                        .hasValue(full.body().length());
                assertThat(full.headers().firstValue("Content-Language")).hasValue("en");
                assertThat(full.headers().map())
                        .as("of the body that was thrown away, and of all answers")
                        .doesNotContainKeys("content-encoding", "content-disposition", "etag")
                        .containsKeys("retry-after", "x-content-type-options");
            }
        }
        assertThat(output).contains("answered with 503").doesNotContain("\tat ");
    }

    /** An attribute that is changed in place is saved at the end, when there is an answer. */
    @RestController
    static class Growing {
        @GetMapping("/begin")
        String begin(HttpSession session) {
            session.setAttribute("list", new ArrayList<String>());
            return "begun";
        }

        @SuppressWarnings("unchecked") // set above
        private static void grow(HttpSession session) {
            ((List<String>) session.getAttribute("list")).add(incompressible());
        }

        @GetMapping("/grow")
        Map<String, String> grown(HttpSession session) {
            grow(session);
            return Map.of("list", "grown");
        }

        @GetMapping("/grow-by-stream")
        void stream(HttpSession session, HttpServletResponse response) throws IOException {
            grow(session);
            response.setHeader("Content-Encoding", "gzip");
            response.setHeader("Content-Disposition", "attachment");
            response.setHeader("ETag", "\"1\"");
            response.setLocale(Locale.JAPAN);
            response.setContentLength(3_000);
            response.getOutputStream().write(1);
        }

        @GetMapping("/grow-by-writer")
        void writer(HttpSession session, HttpServletResponse response) throws IOException {
            grow(session);
            response.setContentType("text/html;charset=UTF-8");
            response.setContentLength(3_000);
            response.getWriter().write("<p>");
        }
    }

    private static String incompressible() {
        return new Random(1)
                .ints(7_000, 'a', 'z')
                .mapToObj(letter -> String.valueOf((char) letter))
                .collect(Collectors.joining());
    }

    @Test
    void anApplicationsOwnHandlerComesFirst() {
        try (RunningApplication application = RunningApplication.start(
                List.of(Pages.class, Advice.class),
                "coatcheck.store=redis",
                "coatcheck.redis.timeout=50ms",
                "coatcheck.redis.url=redis://127.0.0.1:" + TestRedis.freePort())) {
            HttpResponse<String> answer = application.get("/visit");
            assertThat(answer.statusCode()).isEqualTo(502);
            assertThat(answer.body()).isEqualTo("no cloakroom today");
        }
    }

    @RestControllerAdvice
    static class Advice {
        @ExceptionHandler(StoreUnavailableException.class)
        @ResponseStatus(HttpStatus.BAD_GATEWAY)
        String storeIsDown() {
            return "no cloakroom today";
        }
    }
}

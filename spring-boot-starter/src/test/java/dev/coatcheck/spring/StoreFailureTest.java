package dev.coatcheck.spring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coatcheck.StoreUnavailableException;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.ResponseStatus;
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

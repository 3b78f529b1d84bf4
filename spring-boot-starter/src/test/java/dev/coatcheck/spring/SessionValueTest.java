package dev.coatcheck.spring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coatcheck.Key;
import dev.coatcheck.Session;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TimeZone;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Values of types of which Spring MVC gives the request's own to arguments without an annotation. */
class SessionValueTest {
    private RunningApplication application;

    @BeforeEach
    void start() {
        application = RunningApplication.start(List.of(Places.class));
        application.get("/move");
    }

    @AfterEach
    void stop() {
        application.close();
    }

    @Test
    void aValueIsTheSessionsWhereTheRequestHasOneOfThatType() {
        assertThat(application.get("/place").body()).isEqualTo("Asia/Tokyo ja_JP Asia/Tokyo");
        assertThat(application.get("/place-if-any").body()).isEqualTo("Asia/Tokyo");
    }

    @Test
    void soItIsWhereAnExceptionIsHandled() {
        assertThat(application.get("/fail").body()).isEqualTo("failed in Asia/Tokyo, of [locale, time, zone]");
    }

    @Test
    void withoutTheAnnotationItIsTheRequests() {
        assertThat(application.get("/here").body())
                .isEqualTo(ZoneId.systemDefault().toString());
    }

    @RestController
    static class Places {
        @GetMapping("/move")
        void move(Session session) {
            session.put(Key.of("zone", ZoneId.class), ZoneId.of("Asia/Tokyo"));
            session.put(Key.of("locale", Locale.class), Locale.JAPAN);
            session.put(Key.of("time", TimeZone.class), TimeZone.getTimeZone("Asia/Tokyo"));
        }

        @GetMapping("/place")
        String place(
                @SessionValue("zone") ZoneId zone,
                @SessionValue("locale") Locale locale,
                @SessionValue("time") TimeZone time) {
            return zone + " " + locale + " " + time.getID();
        }

        @GetMapping("/place-if-any")
        String placeIfAny(@SessionValue("zone") Optional<ZoneId> zone) {
            return zone.map(ZoneId::toString).orElse("nowhere");
        }

        @GetMapping("/here")
        String here(ZoneId zone) {
            return zone.toString();
        }

        @GetMapping("/fail")
        String fail() {
            throw new IllegalStateException("lost");
        }

        @ExceptionHandler(IllegalStateException.class)
        String failed(@SessionValue("zone") ZoneId zone, Session session) {
            return "failed in " + zone + ", of "
                    + session.names().stream().sorted().toList();
        }
    }
}

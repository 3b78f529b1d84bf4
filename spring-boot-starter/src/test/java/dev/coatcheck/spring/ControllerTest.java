package dev.coatcheck.spring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coatcheck.Key;
import dev.coatcheck.SessionManager;
import jakarta.servlet.http.HttpSessionEvent;
import jakarta.servlet.http.HttpSessionIdListener;
import jakarta.servlet.http.HttpSessionListener;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.web.servlet.ServletListenerRegistrationBean;
import org.springframework.context.annotation.Bean;

class ControllerTest {
    private RunningApplication application;

    @BeforeEach
    void start() {
        application = RunningApplication.start(List.of(Pages.class, Beans.class));
    }

    @AfterEach
    void stop() {
        application.close();
    }

    private long sessions() {
        return application.bean(SessionManager.class).stats().sessions().orElseThrow();
    }

    @Test
    void aSessionAsAnArgumentCreatesNothingUntilItIsWritten() {
        assertThat(application.get("/names").body()).isEqualTo("[]");
        assertThat(application.cookies().getCookieStore().getCookies()).isEmpty();
        assertThat(sessions()).isZero();
        assertThat(application.get("/visit").body()).isEqualTo("1");
        assertThat(application.get("/visit").body()).isEqualTo("2");
        assertThat(sessions()).isOne();
        assertThat(application.cookies().getCookieStore().getCookies())
                .extracting("name")
                .containsExactly("coatcheck");
    }

    @Test
    void aValueIsAnArgumentOfItsOwnType() {
        application.get("/buy?title=Hat");
        application.get("/visit");
        assertThat(application.get("/cart").body()).isEqualTo("Hat");
        assertThat(application.get("/cart-if-any").body()).isEqualTo("Hat");
        assertThat(application.get("/cart-or-null").body()).isEqualTo("Hat");
        assertThat(application.get("/visits").body()).isEqualTo("1");
    }

    @Test
    void aValueThatIsNotThereIsEmptyOrNullOrABadRequestAndCreatesNothing() {
        assertThat(application.get("/cart-if-any").body()).isEqualTo("empty");
        assertThat(application.get("/cart-or-null").body()).isEqualTo("null");
        assertThat(application.get("/cart").statusCode()).isEqualTo(400);
        assertThat(application.get("/visits").statusCode()).isEqualTo(400);
        assertThat(sessions()).isZero();
    }

    @Test
    void aValueOfAnotherTypeIsNeverCast() {
        application.get("/buy?title=Hat");
        assertThat(application.get("/cart-as-number").statusCode()).isEqualTo(500);
        assertThat(application.get("/cart").body()).isEqualTo("Hat");
    }

    @Test
    void httpSessionIsTheSameSession() {
        application.get("/visit");
        String id = application.get("/attribute?set=hello").body();
        assertThat(application.get("/note").body()).isEqualTo("hello");
        assertThat(sessions()).isOne();
        String ticket =
                application.cookies().getCookieStore().getCookies().get(0).getValue();
        assertThat(ticket).startsWith(id.substring(0, id.indexOf('.'))).isNotEqualTo(id);
        assertThat(application.cookies().getCookieStore().getCookies())
                .extracting("name")
                .doesNotContain("JSESSIONID");
    }

    @Test
    void aKeyThatIsABeanDeclaresTheAttributeOfItsName() {
        application.get("/attribute?set=hello");
        String ticket =
                application.cookies().getCookieStore().getCookies().get(0).getValue();
        assertThat(application
                        .bean(SessionManager.class)
                        .find(ticket)
                        .orElseThrow()
                        .get(Beans.NOTE))
                .contains("hello");
    }

    @Test
    void listenersThatAreBeansHearOfTheSessionOnce() {
        application.get("/attribute?set=hello");
        application.get("/attribute?set=again");
        assertThat(application.bean(Beans.Counter.class).created).hasValue(1);
        assertThat(Beans.REGISTERED.created).hasValue(1);
    }

    static class Beans {
        static final Key<String> NOTE = Key.of("note", String.class);
        static final Counter REGISTERED = new Counter();

        @Bean
        Key<String> note() {
            return NOTE;
        }

        @Bean
        Counter counter() {
            return new Counter();
        }

        @Bean
        ServletListenerRegistrationBean<HttpSessionListener> registered() {
            REGISTERED.created.set(0);
            return new ServletListenerRegistrationBean<>(REGISTERED);
        }

        /** As Spring Security's HttpSessionEventPublisher, of two kinds. */
        static class Counter implements HttpSessionListener, HttpSessionIdListener {
            final AtomicInteger created = new AtomicInteger();

            @Override
            public void sessionCreated(HttpSessionEvent event) {
                created.incrementAndGet();
            }

            @Override
            public void sessionIdChanged(HttpSessionEvent event, String oldId) {}
        }
    }
}

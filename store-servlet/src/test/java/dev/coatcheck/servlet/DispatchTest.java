package dev.coatcheck.servlet;

import static dev.coatcheck.servlet.Shop.COAT;
import static dev.coatcheck.servlet.Shop.COOKIE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coatcheck.Session;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** All dispatches of a request share its session, whether the filter is mapped to them or not. */
class DispatchTest {
    static List<Set<DispatcherType>> mappings() {
        return List.of(EnumSet.of(DispatcherType.REQUEST), EnumSet.allOf(DispatcherType.class));
    }

    @AutoClose
    private final Site site = Shop.overHttp();

    private final Visitor visitor = new Visitor(site);
    private final Set<Session> handles = ConcurrentHashMap.newKeySet();

    private void put(HttpServletRequest request, String coat) {
        Session session = HttpSessions.get(request);
        session.put(COAT, coat);
        handles.add(session);
    }

    private void assertOneSessionWithCoat(List<String> cookies, String coat) throws Exception {
        assertThat(cookies).hasSize(1);
        assertThat(site.ids()).hasSize(1);
        assertThat(handles).hasSize(1);
        assertThat(visitor.read("/shop/coat")).isEqualTo(coat);
    }

    @ParameterizedTest
    @MethodSource("mappings")
    void aForwardSharesTheSession(Set<DispatcherType> mapping) throws Exception {
        site.page("/shop/first", (request, response) -> {
                    put(request, "first");
                    request.getRequestDispatcher("/shop/second").forward(request, response);
                })
                .page("/shop/second", (request, response) -> put(request, "second"))
                .start(mapping);
        assertOneSessionWithCoat(Visitor.setCookies(visitor.visit("/shop/first")), "second");
    }

    @ParameterizedTest
    @MethodSource("mappings")
    void anIncludedPageCanCreateTheSession(Set<DispatcherType> mapping) throws Exception {
        site.page("/shop/first", (request, response) -> {
                    request.getRequestDispatcher("/shop/second").include(request, response);
                    put(request, "first");
                })
                .page("/shop/second", (request, response) -> put(request, "second"))
                .start(mapping);
        assertOneSessionWithCoat(Visitor.setCookies(visitor.visit("/shop/first")), "first");
    }

    @ParameterizedTest
    @MethodSource("mappings")
    void theCookieGoesOutWithAnErrorPageWhichSharesTheSession(Set<DispatcherType> mapping) throws Exception {
        site.page("/shop/fails", (request, response) -> {
                    put(request, "first");
                    throw new IllegalArgumentException("on purpose");
                })
                .page("/shop/refuses", (request, response) -> {
                    put(request, "first");
                    response.sendError(HttpServletResponse.SC_CONFLICT);
                })
                .page("/shop/sorry", (request, response) -> put(request, "sorry"))
                .errorPage("/shop/sorry")
                .start(mapping);
        var response = visitor.visit("/shop/fails");
        assertThat(response.statusCode()).isEqualTo(500);
        assertOneSessionWithCoat(Visitor.setCookies(response), "sorry");
        visitor.visit("/shop/end");
        handles.clear();
        response = visitor.visit("/shop/refuses");
        assertThat(response.statusCode()).isEqualTo(409);
        assertOneSessionWithCoat(Visitor.setCookies(response), "sorry");
    }

    @ParameterizedTest
    @MethodSource("mappings")
    void anErrorPageCanCreateTheSession(Set<DispatcherType> mapping) throws Exception {
        site.page("/shop/refuses", (request, response) -> response.sendError(HttpServletResponse.SC_CONFLICT))
                .page("/shop/sorry", (request, response) -> put(request, "sorry"))
                .errorPage("/shop/sorry")
                .start(mapping);
        assertOneSessionWithCoat(Visitor.setCookies(visitor.visit("/shop/refuses")), "sorry");
    }

    @ParameterizedTest
    @MethodSource("mappings")
    void anAsynchronousRequestCanCreateTheSessionInAnotherThread(Set<DispatcherType> mapping) throws Exception {
        site.page("/shop/async", (request, response) -> {
                    AsyncContext async = request.startAsync();
                    async.start(() -> {
                        try {
                            put(request, "async");
                        } finally {
                            async.complete();
                        }
                    });
                })
                .start(mapping);
        assertOneSessionWithCoat(Visitor.setCookies(visitor.visit("/shop/async")), "async");
    }

    @ParameterizedTest
    @MethodSource("mappings")
    void anAsynchronousDispatchSharesTheSession(Set<DispatcherType> mapping) throws Exception {
        site.page("/shop/async", (request, response) -> {
                    put(request, "first");
                    AsyncContext async = request.startAsync();
                    async.start(() -> async.dispatch("/shop/second"));
                })
                .page("/shop/second", (request, response) -> {
                    HttpSessions.get(request).renew();
                    put(request, "second");
                })
                .start(mapping);
        assertOneSessionWithCoat(Visitor.setCookies(visitor.visit("/shop/async")), "second");
    }

    @ParameterizedTest
    @MethodSource("mappings")
    void aWrappedRequestHasTheSameSession(Set<DispatcherType> mapping) throws Exception {
        site.page("/shop/wrapped", (request, response) -> {
                    put(request, "plain");
                    put(new HttpServletRequestWrapper(request), "wrapped");
                })
                .start(mapping);
        assertOneSessionWithCoat(Visitor.setCookies(visitor.visit("/shop/wrapped")), "wrapped");
        assertThat(visitor.cookie(COOKIE)).isNotEmpty();
    }
}

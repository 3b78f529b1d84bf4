package dev.coatcheck.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coatcheck.Key;
import dev.coatcheck.Session;
import jakarta.servlet.http.HttpServletRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Timeout;

/** A site in some container whose {@code request.getSession()} is ours, and somebody who visits it. */
@Timeout(120)
abstract class HttpSessionVisits {
    record Product(long id, String title) {}

    /** A value that can be changed, and that is plain JSON. */
    record Wardrobe(ArrayList<String> coats) {
        Wardrobe {
            coats = new ArrayList<>(coats);
        }
    }

    static final Key<List<Product>> PRODUCTS = Key.listOf("products", Product.class);
    static final Key<Map<String, Integer>> COUNTS = Key.mapOf("counts", String.class, Integer.class);
    static final Key<Wardrobe> WARDROBE = Key.of("wardrobe", Wardrobe.class);

    @AutoClose
    final HttpSessionSite site = new HttpSessionSite(
            container(),
            Map.of(),
            builder -> builder.attribute(PRODUCTS).attribute(COUNTS).attribute(WARDROBE));

    final Visitor visitor = site.visitor();
    final ExecutorService threads = Executors.newCachedThreadPool();

    abstract Container container();

    @AfterEach
    void stopThreads() {
        threads.shutdownNow();
    }

    /** One visit, which does that with its request. */
    final HttpResponse<String> visit(Visitor who, Site.Page page) throws IOException, InterruptedException {
        String path = "/shop/page" + System.nanoTime();
        site.page(path, page);
        HttpResponse<String> response = who.visit(path);
        site.requireNoFailure();
        return response;
    }

    final HttpResponse<String> visit(Site.Page page) throws IOException, InterruptedException {
        return visit(visitor, page);
    }

    interface Question {
        Object of(HttpServletRequest request) throws IOException;
    }

    /** What a visit finds out. */
    final String ask(Question question) throws IOException, InterruptedException {
        HttpResponse<String> response = visit((request, answer) -> {
            String found = String.valueOf(question.of(request));
            answer.getWriter().print(found);
        });
        assertThat(response.statusCode()).isEqualTo(200);
        return response.body();
    }

    final void set(String name, Object value) throws IOException, InterruptedException {
        assertThat(visit((request, response) -> request.getSession().setAttribute(name, value))
                        .statusCode())
                .isEqualTo(200);
    }

    final String get(String name) throws IOException, InterruptedException {
        return ask(request -> request.getSession().getAttribute(name));
    }

    /** The visitor's session, as somebody else has it: another request, another instance. */
    final Session elsewhere() {
        return site.sessions().find(visitor.cookie(Shop.COOKIE)).orElseThrow();
    }

    static Key<String> stored(String name) {
        return Key.of(name, String.class);
    }

    static String serialised(Object value) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(value);
        }
        return Base64.getEncoder().encodeToString(bytes.toByteArray());
    }

    static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}

package dev.coatcheck.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.CookieManager;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;

/** {@code request.getSession()} of two instances that share a Redis. */
class HttpSessionOnRedisTest {
    @AutoClose
    private final RedisServer redis = RedisServer.start();

    @AutoClose
    private final HttpSessionServer one = new HttpSessionServer(redis.url());

    @AutoClose
    private final HttpSessionServer other = new HttpSessionServer(redis.url());

    private final HttpClient visitor =
            HttpClient.newBuilder().cookieHandler(new CookieManager()).build();

    private String visit(HttpSessionServer server, String query) throws IOException, InterruptedException {
        HttpResponse<String> response =
                visitor.send(HttpRequest.newBuilder(server.uri(query)).build(), BodyHandlers.ofString());
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return response.body();
    }

    @Test
    void aSessionIsTheSameOnBothInstances() throws Exception {
        assertThat(visit(one, "get=coat")).isEqualTo("no session");
        visit(one, "set=coat&size=3");
        assertThat(visit(other, "get=coat")).isEqualTo("xxx");
        visit(other, "set=coat&size=5");
        assertThat(visit(one, "get=coat")).isEqualTo("xxxxx");
        try (var ids = one.sessions().ids()) {
            ids.forEach(id -> one.sessions().findById(id).orElseThrow().end());
        }
        assertThat(visit(other, "get=coat")).isEqualTo("no session");
    }

    @Test
    void ofAThousandAttributesThatAreSetAtOnceNoneIsLost() throws Exception {
        visit(one, "set=first&size=1");
        List<CompletableFuture<HttpResponse<String>>> visits = IntStream.range(0, 1_000)
                .mapToObj(i -> (i % 2 == 0 ? one : other).uri("set=coat" + i + "&size=9&get=coat" + i))
                .map(uri -> visitor.sendAsync(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString()))
                .toList();
        visits.forEach(visit -> assertThat(visit.join().statusCode()).isEqualTo(200));
        assertThat(visit(one, "")).isEqualTo("1001");
    }

    @Test
    void aRequestForASmallAttributeMovesNothingOfTheLargeOneBesideIt() throws Exception {
        visit(one, "set=large&size=600000");
        visit(one, "set=small&size=10");
        try (Jedis client = redis.connect()) {
            long before = sentBytes(client);
            for (int i = 0; i < 10; i++) {
                assertThat(visit(other, "get=small")).hasSize(10);
            }
            assertThat(sentBytes(client) - before).isLessThan(60_000);
        }
        assertThat(visit(other, "get=large")).hasSize(600_000);
    }

    private static long sentBytes(Jedis client) {
        return client.info("stats")
                .lines()
                .filter(line -> line.startsWith("total_net_output_bytes:"))
                .mapToLong(line -> Long.parseLong(line.substring(line.indexOf(':') + 1)))
                .findFirst()
                .orElseThrow();
    }
}

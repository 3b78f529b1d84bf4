package dev.coatcheck.integration;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coatcheck.CoatcheckConfig;
import dev.coatcheck.Key;
import dev.coatcheck.Session;
import dev.coatcheck.SessionEndedException;
import dev.coatcheck.SessionManager;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.util.SafeEncoder;

/** Does by hand what docs/redis-layout.md says, as it says it. */
class RedisLayoutPageTest {
    record Product(long id, String title) {}

    private static final Key<List<Product>> PRODUCTS = Key.listOf("products", Product.class);
    private static final Key<String> SHOP_URL = Key.of("shop_url", String.class);
    private static final List<Product> MANY =
            IntStream.range(0, 2_000).mapToObj(i -> new Product(i, "Hat " + i)).toList();
    private static final String FIND = "Find a session";
    private static final String LOOK = "Look at a session";
    private static final String CHANGE = "Change a session";

    /** A server of its own, on which the keys have the prefix that they have by default. */
    private static RedisServer server;

    private static RedisClient redis;

    @TempDir
    private Path folder;

    private SessionManager sessions;
    private Session session;

    @BeforeAll
    static void open() {
        server = RedisServer.start();
        redis = server.client();
    }

    @AfterAll
    static void close() {
        redis.close();
        server.close();
    }

    @BeforeEach
    void visit() {
        sessions = manager();
        session = sessions.create();
        session.belongsTo("ann");
        session.put(PRODUCTS, MANY);
        session.put(SHOP_URL, "https://zoë.example");
        assertThat(session.get(PRODUCTS)).contains(MANY);
    }

    private static SessionManager manager() {
        return SessionManager.open(CoatcheckConfig.of(Map.of(
                "coatcheck.store", "redis", "coatcheck.redis.url", server.url(), "coatcheck.redis.timeout", "20s")));
    }

    @AfterEach
    void leave() {
        sessions.endAll("ann");
        sessions.close();
    }

    @Test
    void everyBlockOfThePageIsRunHere() {
        assertThat(LayoutPage.blocks())
                .extracting(LayoutPage.Block::heading, LayoutPage.Block::language)
                .extracting(Object::toString)
                .containsExactly(
                        "(\"" + FIND + "\", \"python\")",
                        "(\"" + FIND + "\", \"redis\")",
                        "(\"" + FIND + "\", \"redis\")",
                        "(\"" + LOOK + "\", \"redis\")",
                        "(\"" + LOOK + "\", \"python\")",
                        "(\"" + CHANGE + "\", \"redis\")",
                        "(\"" + CHANGE + "\", \"redis\")");
    }

    @Test
    @Tag("python")
    void aSessionIsFoundByItsUser() throws Exception {
        String list =
                python(LayoutPage.code(FIND, "python").get(0), new byte[0]).strip();

        List<Object> replies = run(FIND, 0, list);

        assertThat(replies.get(0)).asInstanceOf(InstanceOfAssertFactories.LIST).contains(session.id());
        assertThat(replies.get(1)).isEqualTo("\"" + list + "\"");
    }

    /** The reply to each line of a block, with this session's id in place of ID. */
    private List<Object> run(String heading, int block, String list) {
        return LayoutPage.code(heading, "redis")
                .get(block)
                .lines()
                .map(line ->
                        reply(line.replace("{ID}", "{" + session.id() + "}").replace("{LIST}", "{" + list + "}")))
                .toList();
    }

    /** No line of the page asks for what is not there. */
    private static Object reply(String line) {
        String[] words = line.split(" ", -1);
        CommandArguments command = new CommandArguments(() -> SafeEncoder.encode(words[0]));
        Stream.of(words).skip(1).forEach(word -> command.add(word));
        return Objects.requireNonNull(text(redis.executeCommand(command)), line);
    }

    private static @Nullable Object text(@Nullable Object reply) {
        if (reply instanceof List<?> list) {
            return list.stream().map(RedisLayoutPageTest::text).toList();
        }
        return reply instanceof byte[] bytes ? new String(bytes, UTF_8) : reply;
    }

    private String python(String code, byte[] input) throws Exception {
        Path script = Files.writeString(folder.resolve("value.py"), code);
        ProcessBuilder python = new ProcessBuilder("python3", script.toString()).redirectErrorStream(true);
        python.environment().put("PYTHONIOENCODING", "utf-8");
        Process process = python.start();
        try (var in = process.getOutputStream()) {
            in.write(input);
        } catch (IOException e) {
            // it has ended already, and says why
        }
        return new String(process.getInputStream().readAllBytes(), UTF_8);
    }

    @Test
    void allSessionsAreFound() {
        assertThat(run(FIND, 1, "").get(0))
                .asString()
                .contains("coatcheck:{" + session.id() + "}")
                .doesNotContain(":products");
    }

    @Test
    void aSessionShowsItsVersionsTimesAndValues() {
        List<Object> replies = run(LOOK, 0, "");

        assertThat(replies.get(0)).asString().contains(":session", "@ticket", "@owner", "products", "shop_url");
        assertThat((Long) replies.get(1)).isBetween(86_000_000L, 86_400_000L);
        assertThat((Long) replies.get(2)).isBetween(1L, 30_000L);
        assertThat(replies.get(3)).isEqualTo("\"https://zoë.example\"");
    }

    @Test
    @Tag("python")
    void pythonReadsASmallValue() throws Exception {
        assertThat(pythonsValueOf("shop_url")).isEqualTo("\"https://zoë.example\"\n");
    }

    @Test
    @Tag("python")
    void pythonReadsACompressedValueOrSaysWhichModuleThatTakes() throws Exception {
        boolean hasModule = python("import zstandard", new byte[0]).isEmpty();

        String shown = pythonsValueOf("products");

        if (hasModule) {
            assertThat(shown)
                    .startsWith("[{\"id\": 0, \"title\": \"Hat 0\"}, {")
                    .endsWith("\"Hat 1999\"}]\n");
        } else {
            assertThat(shown).isEqualTo("this value is compressed: pip install zstandard\n");
        }
    }

    /** As redis-cli pipes it, with a line's end behind it. */
    private String pythonsValueOf(String name) throws Exception {
        byte[] stored = redis.get(("coatcheck:{" + session.id() + "}:" + name).getBytes(UTF_8));
        byte[] piped = Arrays.copyOf(stored, stored.length + 1);
        piped[stored.length] = '\n';
        return python(LayoutPage.code(LOOK, "python").get(0), piped);
    }

    @Test
    void aValueThatWasRemovedByHandIsAbsent() {
        assertThat(run(CHANGE, 0, "")).containsExactly(1L, 1L);

        assertThat(session.get(SHOP_URL)).isEmpty();
        assertThat(session.names()).containsExactly("products");
        session.put(SHOP_URL, "again");
        assertThat(session.get(SHOP_URL)).contains("again");
    }

    @Test
    void aFieldThatIsGoneIsNoticedByItself() {
        redis.hdel("coatcheck:{" + session.id() + "}", "shop_url");

        assertThat(session.get(SHOP_URL)).isEmpty();
    }

    @Test
    void aSessionThatWasEndedByHandIsOverOnEveryInstance() {
        try (SessionManager another = manager()) {
            Session there = another.find(session.ticket()).orElseThrow();
            assertThat(there.get(PRODUCTS)).contains(MANY);

            assertThat(run(CHANGE, 1, "")).containsExactly(1L);

            for (Session handle : List.of(session, there)) {
                assertThat(handle.get(PRODUCTS)).isEmpty();
                assertThat(handle.isLive()).isFalse();
                assertThatThrownBy(() -> handle.put(SHOP_URL, "late")).isInstanceOf(SessionEndedException.class);
            }
            assertThat(another.find(session.ticket())).isEmpty();
            assertThat(Stream.of("products", "shop_url", "@ticket", "@owner"))
                    .allSatisfy(name -> assertThat(redis.ttl("coatcheck:{" + session.id() + "}:" + name))
                            .isPositive());
        }
    }

    @Test
    void aStringThatWasSetByHandIsReadByThoseWhoHoldNoValue() {
        redis.set("coatcheck:{" + session.id() + "}:products", "[]");

        assertThat(session.get(PRODUCTS)).contains(MANY);
        try (SessionManager another = manager()) {
            assertThat(another.find(session.ticket()).orElseThrow().get(PRODUCTS))
                    .contains(List.of());
        }
        assertThat(redis.ttl("coatcheck:{" + session.id() + "}:products")).isEqualTo(-1);
    }

    @Test
    void aSessionEndsAtItsEndHoweverLongItsKeysLive() {
        String hash = "coatcheck:{" + session.id() + "}";
        String[] label = redis.hget(hash, ":session").split(" ", -1);
        assertThat(Long.parseLong(label[1]) - System.currentTimeMillis()).isBetween(86_000_000L, 86_401_000L);

        redis.pexpire(hash, 100L * 86_400_000);

        assertThat(session.remaining().toMillis()).isLessThanOrEqualTo(86_400_000);
    }
}

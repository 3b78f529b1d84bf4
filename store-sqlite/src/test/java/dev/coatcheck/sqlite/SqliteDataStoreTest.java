package dev.coatcheck.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.coatcheck.CoatcheckConfig;
import dev.coatcheck.Key;
import dev.coatcheck.Session;
import dev.coatcheck.SessionManager;
import dev.coatcheck.StoreFullException;
import dev.coatcheck.store.Change;
import dev.coatcheck.store.DataStore;
import dev.coatcheck.store.Want;
import dev.coatcheck.store.WriteResult.Outcome;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the SQLite store owes beyond the contract: its settings, its limit, room that is given back, its layout. */
class SqliteDataStoreTest {
    private static final Duration DAY = Duration.ofDays(1);
    private static final long MB = 1 << 20;

    private final Stores stores = new Stores();
    private final Random random = new Random(1);

    @TempDir
    private Path directory;

    private Path file() {
        return directory.resolve("coatcheck.db");
    }

    private DataStore open(OptionalLong maxBytes) {
        return stores.open(Stores.options(file(), maxBytes));
    }

    private Change put(String name, int size) {
        byte[] bytes = new byte[size];
        random.nextBytes(bytes);
        return Change.put(name, bytes);
    }

    /** As another program sees it. */
    private String ask(String question) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file());
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(question)) {
            return row.next() ? row.getString(1) : "";
        }
    }

    @Test
    void itIsFoundByItsNameAndTakesItsSettings() {
        Map<String, String> settings = Map.of(
                "coatcheck.store", "sqlite",
                "coatcheck.sqlite.file", file().toString(),
                "coatcheck.sqlite.max-bytes", "5MB",
                "coatcheck.sqlite.sync", "full",
                "coatcheck.sqlite.timeout", "500ms");
        try (SessionManager sessions = SessionManager.open(CoatcheckConfig.of(settings))) {
            sessions.create();
            assertThat(sessions.stats().maxBytes()).hasValue(5 * MB);
        }
        assertThat(file()).isNotEmptyFile();
    }

    @Test
    void aPlainConstructorTakesAFile() {
        try (DataStore store = new SqliteDataStore(file())) {
            store.ping();
            assertThat(store.name()).isEqualTo("sqlite");
            assertThat(store.stats().maxBytes()).isEmpty();
        }
    }

    @Test
    void whereNoPageCanBeGivenBackWhatIsOverStillGoes() throws SQLException {
        stores.open(file()).close();
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file());
                Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA auto_vacuum = NONE");
            statement.execute("VACUUM");
        }
        try (DataStore store = stores.open(file())) {
            store.create("large", DAY, List.of(put("a", (int) (8 * MB))));
            store.delete("large");
            for (String id : List.of("first", "second")) {
                store.create(id, Duration.ofMillis(100), List.of());
                await().untilAsserted(() ->
                        assertThat(ask("SELECT count(*) FROM sessions")).isEqualTo("0"));
            }
        }
    }

    @Test
    void othersReadSessionsWithPlainSql() throws SQLException {
        Key<Map<String, String>> plain = Key.mapOf("plain", String.class, String.class);
        Key<String> large = Key.of("large", String.class);
        try (SessionManager sessions =
                new SessionManager(stores.open(file()), CoatcheckConfig.of(Map.of("coatcheck.lifetime", "1h")))) {
            Session session = sessions.create();
            session.put(plain, Map.of("shop", "Zoë's"));
            session.put(large, "x".repeat(10_000));
            String of = " FROM \"values\" WHERE id = '" + session.id() + "' AND name = ";
            assertThat(ask("SELECT CAST(bytes AS TEXT)" + of + "'plain'")).isEqualTo("{\"shop\":\"Zoë's\"}");
            assertThat(ask("SELECT json_extract(CAST(bytes AS TEXT), '$.shop')" + of + "'plain'"))
                    .isEqualTo("Zoë's");
            assertThat(ask("SELECT hex(substr(bytes, 1, 4))" + of + "'large'")).isEqualTo("28B52FFD");
            assertThat(ask("SELECT strftime('%s', \"end\" / 1000, 'unixepoch') - strftime('%s') FROM sessions"))
                    .satisfies(left -> assertThat(Long.parseLong(left)).isBetween(3_500L, 3_601L));
            assertThat(ask("SELECT group_concat(name) FROM sqlite_schema WHERE type = 'table'"))
                    .isEqualTo("sessions,values,clock");
            assertThat(ask("PRAGMA integrity_check")).isEqualTo("ok");
        }
    }

    @Test
    void thePageAboutTheFileTellsTheTruth() throws Exception {
        String page = Files.readString(Path.of("..", "docs", "sqlite-layout.md"));
        try (DataStore store = open(OptionalLong.empty())) {
            store.create(
                    "ID",
                    DAY,
                    List.of(json("shop_url", "\"https://shop.example\""), json("product", "{\"title\":\"Coat\"}")));
            try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file());
                    Statement statement = connection.createStatement();
                    ResultSet created = statement.executeQuery("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL")) {
                while (created.next()) {
                    assertThat(page).contains(created.getString(1) + ";");
                }
            }
            List<String> questions = page.lines()
                    .filter(line -> line.startsWith("SELECT ") && !line.contains("writefile"))
                    .toList();
            assertThat(questions).hasSize(4);
            assertThat(ask(questions.get(0))).startsWith("20");
            assertThat(ask(questions.get(1))).isEqualTo("product");
            assertThat(ask(questions.get(2))).isEqualTo("\"https://shop.example\"");
            assertThat(ask(questions.get(3))).isEqualTo("Coat");
            assertThat(page).contains(ask("PRAGMA application_id"));
        }
    }

    private static Change json(String name, String text) {
        return Change.put(name, text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void aFullStoreRefusesLoudlyAndGoesOn() {
        try (DataStore store = open(OptionalLong.of(2 * MB))) {
            store.create("s", DAY, List.of(put("small", 100)));
            assertThatThrownBy(() -> {
                        for (int i = 0; i < 1_000; i++) {
                            store.write("s", List.of(put("n" + i, 10_000)));
                        }
                    })
                    .isInstanceOf(StoreFullException.class)
                    .hasMessageContainingAll(file().toString(), "2097152 bytes", "coatcheck.sqlite.max-bytes");
            int held = store.names("s").size();
            assertThat(held).isGreaterThan(100);
            assertThatThrownBy(() -> store.create("t", DAY, List.of(put("a", 100_000))))
                    .isInstanceOf(StoreFullException.class);
            assertThat(store.read("t", List.of())).isEmpty();
            assertThatThrownBy(() -> store.write("s", List.of(Change.remove("small"), put("a", 100_000))))
                    .isInstanceOf(StoreFullException.class);
            assertThat(store.names("s")).hasSize(held).contains("small");
            assertThat(store.stats().bytes().orElseThrow()).isLessThanOrEqualTo(2 * MB);
            assertThat(store.prolong("s", DAY.multipliedBy(2))).isTrue();
            assertThat(store.extend("s", DAY)).isTrue();
            assertThat(store.write("s", List.of(Change.remove("n0"), Change.remove("n1"), Change.remove("n2")))
                            .removed())
                    .isEqualTo(3);
            assertThat(store.write("s", List.of(put("again", 10_000))).outcome())
                    .isEqualTo(Outcome.APPLIED);
            assertThat(store.delete("s")).isTrue();
            assertThat(store.create("t", DAY, List.of(put("a", 100_000)))).isTrue();
        }
    }

    @Test
    void whatIsOverIsGivenBackWithNobodyCallingAlsoWhatAnotherProcessLeft() throws SQLException {
        try (DataStore gone = open(OptionalLong.empty())) {
            gone.create("s", Duration.ofHours(1), List.of(put("a", 100)));
            gone.create("t", DAY, List.of(put("stays", 100)));
            for (int i = 0; i < 200; i++) {
                gone.create("s" + i, Duration.ofHours(1), List.of(put("a", 100), put("b", 100)));
                gone.write("t", List.of(Change.put("n" + i, new byte[100], Duration.ofHours(1))));
            }
        }
        stores.letPass(Duration.ofHours(1));
        try (DataStore store = open(OptionalLong.empty())) {
            await().untilAsserted(() -> {
                assertThat(ask("SELECT count(*) FROM sessions")).isEqualTo("1");
                assertThat(ask("SELECT count(*) FROM \"values\"")).isEqualTo("1");
            });
            assertThat(store.names("t")).containsExactly("stays");
            await().untilAsserted(() -> assertThat(store.stats().counters()).containsEntry("sessions-expired", 201L));
        }
    }

    @Test
    void aDayOfTrafficDoesNotLetTheFileGrowAndItsEndGivesTheDiskBack() throws Exception {
        try (DataStore store = open(OptionalLong.empty())) {
            long largest = 0;
            long afterTwoHours = 0;
            for (int tenMinutes = 0; tenMinutes < 144; tenMinutes++) {
                for (int i = 0; i < 30; i++) {
                    String id = "s" + tenMinutes + "." + i;
                    store.create(id, Duration.ofHours(1), List.of(put("@record", 60), put("name", 50)));
                    store.write(
                            id, List.of(put("cart", random.nextInt(3_000)), put("products", random.nextInt(40_000))));
                    store.write(id, List.of(put("products", random.nextInt(40_000)), Change.remove("cart")));
                    if (i % 3 == 0) {
                        store.delete(id);
                    }
                }
                stores.letPass(Duration.ofMinutes(10));
                String over = "SELECT count(*) < 400 FROM sessions";
                await().until(() -> ask(over).equals("1"));
                largest = Math.max(largest, Files.size(file()));
                afterTwoHours = tenMinutes == 12 ? largest : afterTwoHours;
            }
            assertThat(largest).isLessThan(2 * afterTwoHours);
            stores.letPass(Duration.ofHours(2));
            await().untilAsserted(() -> {
                assertThat(ask("SELECT count(*) FROM \"values\"")).isEqualTo("0");
                assertThat(store.stats().bytes().orElseThrow()).isLessThan(MB);
                assertThat(Long.parseLong(ask("PRAGMA freelist_count"))).isLessThanOrEqualTo(1_000);
            });
        }
        assertThat(Files.size(file())).isLessThan(5 * MB);
    }

    @Test
    void idsAreReadPieceByPieceWhileSessionsComeAndGo() {
        try (DataStore store = open(OptionalLong.empty())) {
            for (int i = 0; i < 1_200; i++) {
                store.create("s" + i, DAY, List.of());
            }
            try (Stream<String> ids = store.ids()) {
                List<String> seen = ids.peek(id -> store.delete(id)).toList();
                assertThat(seen).hasSize(1_200).doesNotHaveDuplicates();
            }
            try (Stream<String> ids = store.ids()) {
                assertThat(ids).isEmpty();
            }
        }
    }

    @Test
    void aClosedStoreLeavesNoThreadAndNoOpenFile() throws IOException {
        DataStore store = open(OptionalLong.empty());
        store.create("s", DAY, List.of(put("a", 100)));
        assertThat(store.read("s", List.of(Want.of("a")))).isPresent();
        assertThat(sweepers()).isNotZero();
        long before = sweepers();
        store.close();
        assertThat(sweepers()).isLessThan(before);
        assertThat(openFiles()).doesNotContain("coatcheck.db");
    }

    private static long sweepers() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("coatcheck-sqlite-sweeper"))
                .count();
    }

    /** Of Linux; elsewhere nothing, and a file that is still open cannot be deleted on Windows. */
    private static String openFiles() throws IOException {
        Path own = Path.of("/proc/self/fd");
        if (!Files.isDirectory(own)) {
            return "";
        }
        try (Stream<Path> all = Files.list(own)) {
            return all.map(SqliteDataStoreTest::target).collect(Collectors.joining("\n"));
        }
    }

    private static String target(Path link) {
        try {
            return Files.readSymbolicLink(link).toString();
        } catch (IOException e) {
            return "";
        }
    }
}

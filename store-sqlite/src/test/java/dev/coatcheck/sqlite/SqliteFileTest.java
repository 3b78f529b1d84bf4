package dev.coatcheck.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.coatcheck.CoatcheckConfig;
import dev.coatcheck.ConfigurationException;
import dev.coatcheck.StoreFullException;
import dev.coatcheck.StoreUnavailableException;
import dev.coatcheck.store.Change;
import dev.coatcheck.store.DataStore;
import dev.coatcheck.store.Want;
import java.io.File;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** What can be in the way of a file, and what is said about it. Nothing that was there before is touched. */
class SqliteFileTest {
    private static final Duration DAY = Duration.ofDays(1);
    private static final Duration SHORT = Duration.ofMillis(200);
    private static final String ID = "a-session";
    private static final String SECRET = "what-the-visitor-told-us";

    private final Stores stores = new Stores();

    @TempDir
    private Path directory;

    private Path file() {
        return directory.resolve("coatcheck.db");
    }

    private DataStore open(Path file) {
        return stores.open(new SqliteOptions(file, OptionalLong.empty(), false, SHORT));
    }

    private static Change put(String text) {
        return Change.put("a", text.getBytes(StandardCharsets.UTF_8));
    }

    private static String text(DataStore store) {
        byte[] bytes = store.read(ID, List.of(Want.of("a")))
                .orElseThrow()
                .values()
                .get(0)
                .bytes();
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private void createSession() {
        try (DataStore store = open(file())) {
            assertThat(store.create(ID, DAY, List.of(put(SECRET)))).isTrue();
        }
    }

    /** What another program does with the file. */
    private void run(String... statements) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file());
                Statement statement = connection.createStatement()) {
            for (String each : statements) {
                statement.executeUpdate(each);
            }
        }
    }

    private void assertRefused(Class<? extends Exception> type, Path file, String... parts) {
        assertThatThrownBy(() -> open(file).close())
                .isInstanceOf(type)
                .hasMessageContaining("the session database " + file)
                .hasMessageContainingAll(parts)
                .hasMessageNotContaining(SECRET);
    }

    @Test
    void aFileThatIsOnlyReadHasToBeThere() throws IOException {
        CoatcheckConfig config =
                CoatcheckConfig.of(Map.of("coatcheck.store", "sqlite", "coatcheck.sqlite.file", file().toString()));
        assertThatThrownBy(() -> SqliteDataStore.toRead(config).close())
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("the session database " + file() + " is not there")
                .hasMessageContaining("coatcheck.sqlite.file");
        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files).isEmpty();
        }
        createSession();
        try (DataStore store = SqliteDataStore.toRead(config)) {
            assertThat(text(store)).isEqualTo(SECRET);
        }
    }

    @Test
    void aValueWithoutItsSessionIsNotTakenForOne() throws SQLException {
        try (DataStore store = open(file())) {
            byte[] secret = SECRET.getBytes(StandardCharsets.UTF_8);
            store.create(ID, DAY, List.of(Change.put("a", secret, DAY), Change.put("b", secret, DAY)));
        }
        run("DELETE FROM sessions");
        try (SqliteDataStore store = (SqliteDataStore) open(file())) {
            assertThat(store.names(ID)).isEmpty();
            assertThat(store.readWhole(ID, 1_000)).isEmpty();
        }
    }

    @Test
    void aSessionOutlivesItsStore() {
        createSession();
        try (DataStore store = open(file())) {
            assertThat(text(store)).isEqualTo(SECRET);
        }
    }

    @Test
    void whereNobodyHasItOpenTheFileIsAllThereIs() throws IOException {
        createSession();
        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files).containsExactly(file());
        }
    }

    @Test
    void theFileAndThoseBesideItAreForTheirOwnerAlone() throws IOException {
        if (!FileSystems.getDefault().supportedFileAttributeViews().contains("posix")) {
            return;
        }
        try (DataStore store = open(file())) {
            store.create(ID, DAY, List.of());
            try (Stream<Path> files = Files.list(directory)) {
                List<Path> all = files.toList();
                assertThat(all).hasSize(3);
                for (Path each : all) {
                    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(each)))
                            .as("%s", each)
                            .isEqualTo("rw-------");
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"with space.db", "what?.db", "100%25.db", "#1.db", "Zoë.db", "file:x"})
    void aFileMayHaveAnyName(String name) {
        Path file = directory.resolve(name);
        try (DataStore store = open(file)) {
            store.create(ID, DAY, List.of(put("one")));
        }
        assertThat(file).isNotEmptyFile();
    }

    @Test
    void aSymbolicLinkIsFollowedToAFileButNotIntoNothing() throws IOException {
        createSession();
        Path link = Files.createSymbolicLink(directory.resolve("link.db"), file());
        try (DataStore store = open(link);
                DataStore direct = open(file())) {
            store.write(ID, List.of(put("two")));
            assertThat(text(direct)).isEqualTo("two");
        }
        Path nowhere = Files.createSymbolicLink(directory.resolve("nowhere.db"), directory.resolve("missing"));
        assertRefused(ConfigurationException.class, nowhere, "symbolic link", "coatcheck.sqlite.file");
        assertThat(directory.resolve("missing")).doesNotExist();
    }

    /** Each name has a log of its own, so that two processes would destroy what the other writes. */
    @Test
    void aFileOfTwoNamesIsRefused() throws IOException {
        createSession();
        Path second = Files.createLink(directory.resolve("second.db"), file());
        for (Path name : List.of(file(), second)) {
            assertRefused(ConfigurationException.class, name, "2 names", "hard link", "coatcheck.sqlite.file");
        }
        Files.delete(second);
        open(file()).close();
    }

    /** The system's locks are of the process, and two copies of SQLite take them from each other. */
    @Test
    void aFileThatAnotherCopyOfSqliteHasOpenInThisProcessIsRefused() throws Exception {
        createSession();
        List<URL> classPath = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            classPath.add(Path.of(entry).toUri().toURL());
        }
        try (URLClassLoader application =
                new URLClassLoader(classPath.toArray(URL[]::new), ClassLoader.getPlatformClassLoader())) {
            Class<?> type = application.loadClass(SqliteDataStore.class.getName());
            Constructor<?> constructor = type.getConstructor(Path.class);
            try (DataStore store = open(file())) {
                assertThatThrownBy(() -> constructor.newInstance(file()))
                        .hasRootCauseMessage(
                                "the session database %s is open in this process already, by another copy of the driver"
                                                .formatted(file())
                                        + " (of another application in the same server, perhaps); let all of them load"
                                        + " sqlite-jdbc from one place, or name another file in coatcheck.sqlite.file");
                assertThat(text(store)).isEqualTo(SECRET);
            }
            AutoCloseable theirs = (AutoCloseable) constructor.newInstance(file());
            try {
                assertRefused(ConfigurationException.class, file(), "in this process already", "sqlite-jdbc");
            } finally {
                theirs.close();
            }
        }
        open(file()).close();
    }

    @Test
    void twoStoresOfOneApplicationMayShareAFile() {
        try (DataStore one = open(file());
                DataStore other = open(file())) {
            one.create(ID, DAY, List.of(put("one")));
            assertThat(text(other)).isEqualTo("one");
        }
    }

    @Test
    void aDirectoryThatIsMissingIsNamed() {
        Path missing = directory.resolve("missing");
        assertRefused(ConfigurationException.class, missing.resolve("x.db"), "no directory " + missing, "create it");
        assertThat(missing).doesNotExist();
    }

    @Test
    void aFileInPlaceOfTheDirectoryIsNamed() throws IOException {
        Path wrong = Files.createFile(directory.resolve("wrong"));
        assertRefused(ConfigurationException.class, wrong.resolve("x.db"), "no directory " + wrong);
    }

    @Test
    void aDirectoryInPlaceOfTheFileIsRefused() throws IOException {
        assertRefused(
                ConfigurationException.class, Files.createDirectory(file()), "is a directory", "coatcheck.sqlite.file");
    }

    @Test
    void aDirectoryWithoutRightsIsExplained() {
        Fault fault = new Fault(Stores.options(file(), OptionalLong.empty()));
        assertThat(fault.unusable(new AccessDeniedException("x")))
                .hasMessageContainingAll(directory.toString(), "the right to write there");
    }

    @Test
    void aFileThatMayNotBeWrittenIsExplained() throws SQLException {
        createSession();
        run("PRAGMA user_version = 1");
        Fault fault = new Fault(Stores.options(file(), OptionalLong.empty()));
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file());
                Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA query_only = true");
            assertThatThrownBy(() -> {
                        try {
                            statement.executeUpdate("DELETE FROM sessions");
                        } catch (SQLException e) {
                            throw fault.of(e);
                        }
                    })
                    .isInstanceOf(StoreUnavailableException.class)
                    .hasMessageContainingAll(file().toString(), "the right to read and write");
        }
    }

    /** In a process of its own, since root may write whatever it likes: where that is us, it gives up that right. */
    @ParameterizedTest
    @CsvSource({"r--------,coatcheck.db", "r-x------,."})
    void aFileWithoutRightsIsToldWhenItIsOpened(String rights, String path) throws Exception {
        if (!FileSystems.getDefault().supportedFileAttributeViews().contains("posix")) {
            return;
        }
        createSession();
        Path where = directory.resolve(path);
        Set<PosixFilePermission> before = Files.getPosixFilePermissions(where);
        Files.setPosixFilePermissions(where, PosixFilePermissions.fromString(rights));
        try {
            assertThat(openInAnotherProcess())
                    .contains(
                            ConfigurationException.class.getName(),
                            file().toString(),
                            "may not be read and written",
                            "the right to",
                            "coatcheck.sqlite.file")
                    .doesNotContain(SECRET);
        } finally {
            Files.setPosixFilePermissions(where, before);
        }
        assertThat(openInAnotherProcess()).isEqualTo("opened");
    }

    private String openInAnotherProcess() throws IOException {
        List<String> command = new ArrayList<>();
        if (System.getProperty("user.name").equals("root")) {
            command.addAll(List.of("setpriv", "--bounding-set=-dac_override,-dac_read_search"));
        }
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Opening.class.getName(),
                file().toString()));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        return String.join("\n", process.inputReader().lines().toList());
    }

    /** A process that opens a file, and says how that went. */
    static final class Opening {
        private Opening() {}

        public static void main(String[] arguments) {
            try (DataStore store = new SqliteDataStore(Path.of(arguments[0]))) {
                store.ping();
                System.out.print("opened");
            } catch (RuntimeException e) {
                System.out.print(e);
            }
        }
    }

    @Test
    void whatTheSystemDoesNotTellOfADiskIsNoReasonToRefuseIt() {
        assertThat(Place.disk(directory.resolve("missing"))).isEmpty();
    }

    @Test
    void somebodyElsesDatabaseIsLeftAlone() throws Exception {
        run("CREATE TABLE theirs (a)", "INSERT INTO theirs VALUES (1)");
        byte[] before = Files.readAllBytes(file());
        assertRefused(
                ConfigurationException.class, file(), "no session database of Coatcheck", "coatcheck.sqlite.file");
        assertThat(Files.readAllBytes(file())).isEqualTo(before);
    }

    @Test
    void aDatabaseThatOnlyPretendsToBeOursIsLeftAlone() throws Exception {
        run("CREATE TABLE sessions (a)", "PRAGMA application_id = 1668243828", "PRAGMA user_version = 1");
        byte[] before = Files.readAllBytes(file());
        assertRefused(ConfigurationException.class, file(), "no session database of Coatcheck");
        assertThat(Files.readAllBytes(file())).isEqualTo(before);
    }

    @Test
    void aNewerFormatIsLeftAlone() throws Exception {
        createSession();
        run("PRAGMA user_version = 2");
        byte[] before = Files.readAllBytes(file());
        assertRefused(ConfigurationException.class, file(), "format 2", "newer Coatcheck");
        assertThat(Files.readAllBytes(file())).isEqualTo(before);
    }

    @Test
    void aFileOfAnotherKindIsLeftAlone() throws IOException {
        Files.writeString(file(), "a file of notes\n".repeat(1_000));
        byte[] before = Files.readAllBytes(file());
        assertRefused(ConfigurationException.class, file(), "no session database of Coatcheck");
        assertThat(Files.readAllBytes(file())).isEqualTo(before);
    }

    @Test
    void aTruncatedFileIsLeftAlone() throws Exception {
        createSession();
        long whole = Files.size(file());
        for (long size : new long[] {whole - 4096, 4096, 5000, 100}) {
            try (FileChannel channel = FileChannel.open(file(), StandardOpenOption.WRITE)) {
                channel.truncate(size);
            }
            byte[] before = Files.readAllBytes(file());
            assertThatThrownBy(() -> {
                        try (DataStore store = open(file())) {
                            text(store);
                        }
                    })
                    .as("%d bytes", size)
                    .hasMessageContaining(file().toString())
                    .hasMessageContaining("copy")
                    .hasMessageNotContaining(SECRET);
            assertThat(Files.readAllBytes(file())).isEqualTo(before);
        }
    }

    @Test
    void anEmptyFileWhoseLogIsThereIsNoNewOne() throws IOException {
        Files.createFile(file());
        Path log = Files.writeString(directory.resolve("coatcheck.db-wal"), "what was written last");
        assertRefused(StoreUnavailableException.class, file(), "is damaged", "restore a copy");
        assertThat(log).hasContent("what was written last");
    }

    @Test
    void noIsOneBehindASymbolicLink() throws IOException {
        Path elsewhere = Files.createDirectory(directory.resolve("elsewhere"));
        Path target = Files.createFile(elsewhere.resolve("sessions.db"));
        Path log = Files.writeString(elsewhere.resolve("sessions.db-wal"), "what was written last");
        Files.createSymbolicLink(file(), target);
        assertRefused(StoreUnavailableException.class, file(), "is damaged", "restore a copy");
        assertThat(log).hasContent("what was written last");
    }

    /** Wherever it is: an error that names the file, or an answer. */
    @Test
    void damageIsToldAndConfinedToWhatItHits() throws Exception {
        try (DataStore store = open(file())) {
            for (int i = 0; i < 500; i++) {
                store.create(
                        "s" + i,
                        DAY,
                        List.of(Change.put("a", (SECRET + i).repeat(50).getBytes(StandardCharsets.UTF_8))));
            }
        }
        byte[] whole = Files.readAllBytes(file());
        Random random = new Random(7);
        int told = 0;
        int right = 0;
        for (int round = 0; round < 40; round++) {
            byte[] damaged = whole.clone();
            byte[] noise = new byte[512];
            random.nextBytes(noise);
            int at = 4096 + random.nextInt(whole.length - 4096 - noise.length);
            ByteBuffer.wrap(damaged).put(at, noise);
            Files.write(file(), damaged);
            try (DataStore store = open(file())) {
                for (int i = 0; i < 500; i += 25) {
                    try {
                        right += store.read("s" + i, List.of(Want.of("a"))).isPresent() ? 1 : 0;
                    } catch (StoreUnavailableException e) {
                        assertThat(e).hasMessageContainingAll(file().toString(), "damaged", "restore a copy");
                        assertThat(e).hasMessageNotContaining(SECRET);
                        told++;
                    }
                }
            } catch (StoreUnavailableException e) {
                told++;
            }
        }
        assertThat(told).isPositive();
        assertThat(right).isGreaterThan(told);
    }

    @Test
    void aFileThatIsLockedForTooLongIsUnavailableAndReadableAllTheSame() throws Exception {
        createSession();
        try (DataStore store = open(file());
                Connection other = DriverManager.getConnection("jdbc:sqlite:" + file());
                Statement statement = other.createStatement()) {
            statement.executeUpdate("BEGIN IMMEDIATE");
            assertThatThrownBy(() -> store.write(ID, List.of(put("late"))))
                    .isInstanceOf(StoreUnavailableException.class)
                    .hasMessageContainingAll(file().toString(), "locked by another process", "200 ms");
            assertThat(text(store)).isEqualTo(SECRET);
            statement.executeUpdate("COMMIT");
            store.write(ID, List.of(put("in time")));
            assertThat(text(store)).isEqualTo("in time");
        }
    }

    @Test
    void whoOpensAFileThatIsLockedAsAWholeWaitsNoLongerThanWhoCalls() throws Exception {
        createSession();
        try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + file());
                Statement statement = other.createStatement()) {
            statement.execute("PRAGMA locking_mode = EXCLUSIVE");
            statement.executeUpdate("BEGIN IMMEDIATE");
            statement.executeUpdate("UPDATE sessions SET version = version + 1");
            statement.executeUpdate("COMMIT");
            long began = System.nanoTime();
            assertRefused(StoreUnavailableException.class, file(), "locked by another process", "200 ms");
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(3));
        }
    }

    @Test
    void anApplicationStartsWhileTheFileIsLocked() throws Exception {
        createSession();
        try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + file());
                Statement statement = other.createStatement()) {
            statement.executeUpdate("BEGIN IMMEDIATE");
            try (DataStore store = open(file())) {
                assertThat(text(store)).isEqualTo(SECRET);
            }
            statement.executeUpdate("COMMIT");
        }
    }

    @Test
    void aWriterWaitsForOneThatIsDoneInTime() throws Exception {
        createSession();
        try (DataStore store = stores.open(file());
                Connection other = DriverManager.getConnection("jdbc:sqlite:" + file());
                Statement statement = other.createStatement()) {
            statement.executeUpdate("BEGIN IMMEDIATE");
            CompletableFuture<Void> writing = CompletableFuture.runAsync(() -> store.write(ID, List.of(put("waited"))));
            statement.executeUpdate("COMMIT");
            writing.join();
            assertThat(text(store)).isEqualTo("waited");
        }
    }

    @Test
    void aFileThatIsGoneTakesNoMoreWrites() throws Exception {
        createSession();
        try (DataStore store = open(file())) {
            store.write(ID, List.of(put("one")));
            Path elsewhere = Files.move(file(), directory.resolve("elsewhere.db"));
            await().untilAsserted(() -> assertThatThrownBy(() -> store.write(ID, List.of(put("lost"))))
                    .isInstanceOf(StoreUnavailableException.class)
                    .hasMessageContainingAll(file().toString(), "moved", "put it back"));
            assertThatThrownBy(() -> text(store)).isInstanceOf(StoreUnavailableException.class);
            Files.move(elsewhere, file());
            assertThat(store.write(ID, List.of(put("two"))).version()).isPositive();
        }
    }

    @Test
    void manyStoresMayOpenANewFileAtOnce() {
        for (int round = 0; round < 40; round++) {
            Path file = directory.resolve("new" + round);
            List<CompletableFuture<DataStore>> opening = new ArrayList<>();
            IntStream.range(0, 8).forEach(i -> opening.add(CompletableFuture.supplyAsync(() -> stores.open(file))));
            List<DataStore> all = opening.stream().map(CompletableFuture::join).toList();
            all.get(0).create(ID, DAY, List.of(put("one")));
            assertThat(all).allSatisfy(store -> assertThat(text(store)).isEqualTo("one"));
            all.forEach(DataStore::close);
        }
    }

    /** In place of the disk's own, where a quota or a limit of the process ends it. */
    @ParameterizedTest
    @EnumSource(names = {"SQLITE_FULL", "SQLITE_IOERR_WRITE", "SQLITE_IOERR_SHMSIZE"})
    void whereTheSystemLetsNothingMoreBeWrittenTheStoreIsFull(SQLiteErrorCode code) {
        Fault fault = new Fault(Stores.options(file(), OptionalLong.empty()));
        assertThat(fault.of(new SQLiteException("", code)))
                .isInstanceOf(StoreFullException.class)
                .hasMessageContainingAll(file().toString(), "disk", "quota");
    }

    @ParameterizedTest
    @EnumSource(names = {"SQLITE_IOERR_READ", "SQLITE_IOERR_FSYNC"})
    void whereADiskFailsTheStoreIsUnavailable(SQLiteErrorCode code) {
        Fault fault = new Fault(Stores.options(file(), OptionalLong.empty()));
        assertThat(fault.of(new SQLiteException("", code)))
                .isInstanceOf(StoreUnavailableException.class)
                .hasMessageContainingAll(file().toString(), "look after its disk");
    }

    @ParameterizedTest
    @ValueSource(strings = {"nfs", "nfs4", "cifs", "smb3", "fuse.sshfs"})
    void networkFileSystemsAreKnown(String type) {
        assertThat(Place.isNetwork(type)).isTrue();
        assertThat(Place.isNetwork("ext4")).isFalse();
    }
}

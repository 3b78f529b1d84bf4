package dev.coatcheck.integration.driver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coatcheck.DataStoreProvider;
import dev.coatcheck.example.Shop;
import dev.coatcheck.redis.RedisDataStoreProvider;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A driver from outside is no second-class citizen: an application starts with it, each in a process of its own. */
@Timeout(180)
class ThirdDriverTest {
    @TempDir
    private Path classPathFolder;

    private final List<String> classPath = new ArrayList<>();
    private final List<String> properties = new ArrayList<>();
    private final List<String> builder = new ArrayList<>();

    @BeforeEach
    void putTheDriverOnTheClassPath() throws IOException {
        classPath.add(classPathFolder.toString());
        classPath.addAll(List.of(System.getProperty("java.class.path").split(File.pathSeparator, -1)));
        Path services =
                Files.createDirectories(classPathFolder.resolve("META-INF").resolve("services"));
        Files.writeString(services.resolve(DataStoreProvider.class.getName()), JdbcDriver.class.getName());
    }

    private void leaveOutTheDriver() throws IOException {
        Files.delete(
                classPathFolder.resolve("META-INF").resolve("services").resolve(DataStoreProvider.class.getName()));
    }

    /** With the shop, whose jar brings it along. */
    private void leaveOutRedis() throws Exception {
        leaveOut(RedisDataStoreProvider.class);
        leaveOut(Shop.class);
    }

    private void leaveOut(Class<?> part) throws Exception {
        Path place =
                Path.of(part.getProtectionDomain().getCodeSource().getLocation().toURI());
        assertThat(classPath.removeIf(entry -> Path.of(entry).equals(place))).isTrue();
    }

    private void writeFile(String... lines) throws IOException {
        Files.write(classPathFolder.resolve("coatcheck.properties"), Arrays.asList(lines));
    }

    /** What the application says. */
    private String start(Map<String, String> environment) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(properties);
        command.addAll(List.of("-cp", String.join(File.pathSeparator, classPath)));
        command.add(Application.class.getName());
        command.addAll(builder);
        ProcessBuilder process = new ProcessBuilder(command).redirectErrorStream(true);
        process.environment().keySet().removeIf(name -> name.startsWith("COATCHECK_"));
        process.environment().putAll(environment);
        Process started = process.start();
        return new String(started.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    private String start() throws Exception {
        return start(Map.of());
    }

    @Test
    void itsSettingsAreTakenFromTheEnvironment() throws Exception {
        assertThat(start(Map.of("COATCHECK_STORE", "jdbc", "COATCHECK_JDBC_URL", "jdbc:environment")))
                .contains("started memory store", "with jdbc:environment of");
    }

    @Test
    void itsSettingsAreTakenFromTheFileOnTheClassPath() throws Exception {
        writeFile("coatcheck.store=jdbc", "coatcheck.jdbc.url=jdbc:file");
        assertThat(start()).contains("with jdbc:file of");
    }

    @Test
    void theEnvironmentWinsOverTheFileAPropertyOverThatAndTheBuilderOverAll() throws Exception {
        writeFile("coatcheck.jdbc.url=jdbc:file", "coatcheck.jdbc.create-tables=false");
        Map<String, String> environment = Map.of("COATCHECK_STORE", "jdbc", "COATCHECK_JDBC_URL", "jdbc:environment");
        assertThat(start(environment)).contains("with jdbc:environment of", "coatcheck.jdbc.create-tables=false");
        properties.add("-Dcoatcheck.jdbc.url=jdbc:property");
        assertThat(start(environment)).contains("with jdbc:property of");
        builder.add("coatcheck.jdbc.url=jdbc:builder");
        assertThat(start(environment)).contains("with jdbc:builder of");
    }

    @Test
    void aMistypedKeyStopsTheStartAndIsNamedWithTheRightOne() throws Exception {
        builder.add("coatcheck.store=jdbc");
        builder.add("coatcheck.jdbc.ulr=jdbc:builder");
        assertThat(start()).contains("refused: unknown key coatcheck.jdbc.ulr; did you mean coatcheck.jdbc.url?");
    }

    @Test
    void whoGoesBackToMemoryMayLeaveItsKeysInPlace() throws Exception {
        writeFile("coatcheck.store=memory", "coatcheck.jdbc.url=jdbc:file", "coatcheck.jdbc.pin=4711");
        assertThat(start())
                .contains("started memory store", "coatcheck.jdbc.pin=***", "set coatcheck.store=jdbc")
                .doesNotContain("4711");
    }

    @Test
    void itsKeysWithoutItSayWhatToDo() throws Exception {
        leaveOutTheDriver();
        writeFile("coatcheck.jdbc.url=jdbc:file");
        assertThat(start())
                .contains("refused: unknown key coatcheck.jdbc.url; if jdbc is a driver, it is not on the class path:"
                        + " add it, or remove the key");
    }

    @Test
    void itsNameWithoutItSaysWhichDriversThereAre() throws Exception {
        leaveOutTheDriver();
        writeFile("coatcheck.store=jdbc", "coatcheck.jdbc.url=jdbc:file");
        assertThat(start())
                .contains("refused: coatcheck.store is \"jdbc\", for which there is no driver on the class path; those"
                        + " there are [memory, redis, sqlite]");
    }

    @Test
    void keysOfRedisWithoutItsDriverSayWhatToAdd() throws Exception {
        leaveOutRedis();
        writeFile("coatcheck.redis.url=redis://cache");
        assertThat(start())
                .contains("refused: coatcheck.redis.url is a setting of dev.coatcheck:coatcheck-redis, which is not on"
                        + " the class path; add it, or remove the key");
    }
}

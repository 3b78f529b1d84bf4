package dev.coatcheck.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** DevTools loads what is in directories anew, and Coatcheck is in jars, as its users have it. */
class DevToolsTest {
    @TempDir
    Path directory;

    private Path compiledShop() throws IOException, URISyntaxException {
        Path all = Path.of(DevToolsTest.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        Path shop = directory.resolve("shop");
        copy(all, all.resolve("dev/coatcheck/spring/shop"), shop);
        return shop;
    }

    private static void copy(Path root, Path part, Path target) throws IOException {
        try (Stream<Path> files = Files.walk(part)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path copy = target.resolve(root.relativize(file));
                Files.createDirectories(copy.getParent());
                Files.copy(file, copy);
            }
        }
    }

    private Path jar(Path entry) {
        if (!Files.isDirectory(entry)) {
            return entry;
        }
        Path jar = directory.resolve(Integer.toHexString(entry.hashCode()) + ".jar");
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream out = new JarOutputStream(file);
                Stream<Path> files = Files.walk(entry)) {
            for (Path content : files.filter(Files::isRegularFile).toList()) {
                out.putNextEntry(new JarEntry(entry.relativize(content).toString()));
                Files.copy(content, out);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return jar;
    }

    @Test
    void sessionsInMemoryOutliveARestart() throws Exception {
        Path compiled = compiledShop();
        List<Path> classPath = new ArrayList<>(List.of(compiled));
        ShopProcess.classPathWithout("spring-(boot-)?security", "test-classes").stream()
                .map(this::jar)
                .forEach(classPath::add);
        try (ShopProcess shop = ShopProcess.serving(
                ShopProcess.CURRENT_JDK,
                classPath,
                "spring.devtools.restart.poll-interval=200ms",
                "spring.devtools.restart.quiet-period=100ms",
                "spring.devtools.livereload.enabled=false")) {
            String start = shop.get("/start");
            assertThat(shop.get("/add")).isEqualTo("[Hat]");
            Files.writeString(compiled.resolve("changed.properties"), "what a compiler would write");
            await("a restart")
                    .atMost(ShopProcess.PATIENCE)
                    // a request that the restart breaks off
                    .ignoreExceptionsInstanceOf(UncheckedIOException.class)
                    .until(() -> shop.isServing() && !shop.get("/start").equals(start));
            assertThat(shop.get("/cart")).isEqualTo("[Hat]");
            assertThat(shop.get("/add")).isEqualTo("[Hat, Hat]");
        }
    }
}

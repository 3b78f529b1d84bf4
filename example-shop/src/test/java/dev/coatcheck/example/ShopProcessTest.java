package dev.coatcheck.example;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(180)
class ShopProcessTest {
    @Test
    void aConfigurationErrorIsOneLineAndStatus2() throws Exception {
        Process process = shop("--store=carrier-pigeon");

        assertThat(process.errorReader().lines())
                .singleElement()
                .asString()
                .startsWith("shop: coatcheck.store is \"carrier-pigeon\", for which there is no driver");
        assertThat(process.waitFor()).isEqualTo(2);
    }

    @Test
    void aCatalogThatIsNoneStopsTheStart(@TempDir Path folder) throws Exception {
        Path catalog = Files.writeString(folder.resolve("shop.csv"), "Handle,Title\nmug,Mug\n");

        Process process = shop("--port=0", "--catalog=" + catalog);

        assertThat(process.errorReader().lines())
                .singleElement()
                .asString()
                .startsWith(
                        "shop: --catalog is " + catalog + ": line 1: expected the columns of a Shopify product export");
        assertThat(process.waitFor()).isEqualTo(2);
    }

    private static Process shop(String... options) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Shop.class.getName()));
        command.addAll(List.of(options));
        ProcessBuilder builder = new ProcessBuilder(command);
        // what the build itself is told by its environment is not for the shop
        builder.environment().keySet().removeIf(name -> name.startsWith("COATCHECK_"));
        return builder.start();
    }

    @Test
    void theShopSaysWhereItIsAndStopsCleanlyWhenTold() throws Exception {
        Process process = shop("--port=0");
        try (BufferedReader out = process.inputReader()) {
            assertThat(out.readLine()).contains("Coatcheck is ready: memory store, sessions live 24h");
            assertThat(out.readLine())
                    .matches("Shop is ready: http://localhost:[0-9]+ \\(memory store, instance [0-9a-f]{4}\\)");

            // SIGTERM; Process.destroy would close our end of the output too
            process.toHandle().destroy();

            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(out.lines()).isEmpty();
            assertThat(process.errorReader().lines()).isEmpty();
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void helpShowsTheOptions() throws Exception {
        Process process = shop("--help");

        assertThat(process.inputReader().lines()).anyMatch(line -> line.contains("--catalog"));
        assertThat(process.waitFor()).isZero();
    }
}

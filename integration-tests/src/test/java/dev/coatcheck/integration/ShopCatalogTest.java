package dev.coatcheck.integration;

import static org.assertj.core.api.Assertions.assertThat;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The shop with product exports: the project's own sample always, and the real ones that lie in a folder beside the
 * project on the machines of its developers.
 */
@Timeout(300)
class ShopCatalogTest {
    private static final Path PROJECT = Path.of("..").toAbsolutePath().normalize();
    private static final Path SAMPLE = PROJECT.resolve("example-shop/src/main/resources/sample-products.csv");
    private static final Path REAL_EXPORTS = PROJECT.resolveSibling("shared").resolve("catalog");

    static Stream<Path> exports() throws IOException {
        if (!Files.isDirectory(REAL_EXPORTS)) {
            return Stream.of(SAMPLE);
        }
        try (Stream<Path> files = Files.list(REAL_EXPORTS)) {
            return Stream.concat(
                    Stream.of(SAMPLE),
                    files.filter(file -> file.toString().endsWith(".csv")).sorted().toList().stream());
        }
    }

    @ParameterizedTest
    @MethodSource("exports")
    void anExportWithFewerProductsIsFetchedAsItIsInMemoryMode(Path export) throws IOException {
        try (ShopProcess shop = ShopProcess.start("--catalog=" + export)) {
            walk(shop, handles(export));
        }
    }

    @ParameterizedTest
    @MethodSource("exports")
    void anExportWithFewerProductsIsFetchedAsItIsInRedisMode(Path export) throws IOException {
        try (ShopProcess shop =
                ShopProcess.onRedis(RedisServer.sharedUrl(), "catalog-" + UUID.randomUUID(), "--catalog=" + export)) {
            walk(shop, handles(export));
        }
    }

    private static void walk(ShopProcess shop, int products) {
        Walk walk = Walk.in(shop);
        walk.stepsBeforeTheEnd(2_999, products);
        walk.end();
        shop.awaitLine("Stored " + products + " products in "
                + walk.visitor().state(shop).at("/store").asString() + " store");
    }

    /** A product has several rows, one for each variant and image; all bear its handle. */
    private static int handles(Path export) throws IOException {
        try (CsvReader<NamedCsvRecord> rows = CsvReader.builder().ofNamedCsvRecord(export)) {
            int handles = Math.toIntExact(
                    rows.stream().map(row -> row.getField("Handle")).distinct().count());
            assertThat(handles).isBetween(1, 2_998);
            return handles;
        }
    }
}

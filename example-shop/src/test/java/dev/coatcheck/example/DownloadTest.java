package dev.coatcheck.example;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DownloadTest {
    @Test
    void whatIsDownloadedReadsAsTheProductsThatItWasMadeOf() {
        List<Product> products = new ShopifyExport(Sample.file())
                .products(10).stream().map(product -> product.in("Gifts")).toList();

        List<NamedCsvRecord> rows =
                CsvReader.builder().ofNamedCsvRecord(new String(Download.csv(products), UTF_8)).stream()
                        .toList();

        assertThat(rows).extracting(row -> row.getField("Handle")).isEqualTo(all(products, Product::handle));
        assertThat(rows).extracting(row -> row.getField("Title")).isEqualTo(all(products, Product::title));
        assertThat(rows).extracting(row -> row.getField("Vendor")).isEqualTo(all(products, Product::vendor));
        assertThat(rows).extracting(row -> row.getField("Collection")).containsOnly("Gifts");
    }

    @Test
    void whatIsDownloadedCanBeTheCatalog(@TempDir Path folder) throws IOException {
        List<Product> products = Stream.concat(
                        new ShopifyExport(Sample.file()).products(10).stream(),
                        new GeneratedCatalog().products(2_999).stream())
                .map(product -> product.in("Gifts"))
                .toList();
        Path file = Files.write(folder.resolve(Download.FILE_NAME), Download.csv(products));

        List<Product> fetched = new ShopifyExport(file).products(Catalog.MOST_PRODUCTS);

        assertThat(fetched)
                .usingRecursiveComparison()
                .ignoringFields("id", "variants", "images", "collection")
                .isEqualTo(products);
    }

    /** An apostrophe in front, which spreadsheets understand, would be part of the title after the next import. */
    @ParameterizedTest
    @ValueSource(strings = {"=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "'=1", "=cmd|' /C calc'!A0", "a,\"b\"\nc"})
    void formulasStandInTheFileAsTheyAreSoThatItImportsAsItWas(String title) {
        Product product = new Product(1, title, title, title, "", List.of(), BigDecimal.ONE, 1, 1, title);

        NamedCsvRecord row =
                CsvReader.builder().ofNamedCsvRecord(new String(Download.csv(List.of(product)), UTF_8)).stream()
                        .findFirst()
                        .orElseThrow();

        assertThat(List.of(
                        row.getField("Handle"),
                        row.getField("Title"),
                        row.getField("Vendor"),
                        row.getField("Collection")))
                .containsOnly(title);
    }

    @Test
    void thePageSaysSo() {
        try (Shop shop = Shop.start("--port=0")) {
            assertThat(new Browser(shop).get("/").text()).contains("Formulas in the CSV are not escaped");
        }
    }

    private static List<String> all(List<Product> products, Function<Product, String> part) {
        return products.stream().map(part).toList();
    }
}

package dev.coatcheck.example;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

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

    private static List<String> all(List<Product> products, Function<Product, String> part) {
        return products.stream().map(part).toList();
    }
}

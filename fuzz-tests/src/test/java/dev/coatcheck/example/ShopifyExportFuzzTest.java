package dev.coatcheck.example;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.coatcheck.fuzz.SavedInputs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.provider.ArgumentsSource;

class ShopifyExportFuzzTest {
    private static final int COUNT = 5;

    private Path file = Path.of("");

    @BeforeEach
    void makeFile() throws IOException {
        file = Files.createTempFile("export", ".csv");
    }

    @AfterEach
    void deleteFile() throws IOException {
        Files.delete(file);
    }

    @ArgumentsSource(SavedInputs.class)
    @FuzzTest
    void aFileIsProductsOrIsRefusedWithAReason(byte[] input) throws IOException {
        Files.write(file, input);
        try {
            assertThat(new ShopifyExport(file).products(COUNT))
                    .hasSizeBetween(1, COUNT)
                    .allSatisfy(product -> {
                        assertThat(product.handle()).isNotBlank();
                        assertThat(product.title()).isNotBlank();
                        assertThat(product.price()).isNotNegative();
                        assertThat(product.tags()).doesNotHaveDuplicates().doesNotContain("");
                    });
        } catch (CatalogException e) {
            assertThat(e).hasMessageContaining("expected").hasNoCause();
        }
    }
}

package dev.coatcheck.example;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class GeneratedCatalogTest {
    private final Catalog catalog = new GeneratedCatalog();

    @Test
    void theSameCountGivesTheSameList() {
        assertThat(catalog.products(177)).isEqualTo(new GeneratedCatalog().products(177));
    }

    @Test
    void aGreaterCountGivesTheSameProductsAndMore() {
        assertThat(catalog.products(2_999))
                .hasSize(2_999)
                .startsWith(catalog.products(177).toArray(Product[]::new));
    }

    @Test
    void noTwoProductsShareAHandle() {
        assertThat(catalog.products(10_000)).extracting(Product::handle).doesNotHaveDuplicates();
    }

    @Test
    void theProductsHaveTheSizeOfRealOnes() {
        assertThat(Json.size(catalog.products(2_999))).isBetween(600_000L, 660_000L);
    }

    @Test
    void theProductsAreOfManyKinds() {
        Classifier classifier = new Classifier();

        assertThat(catalog.products(2_999).stream()
                        .map(classifier::collectionOf)
                        .distinct())
                .hasSizeGreaterThan(10);
    }
}

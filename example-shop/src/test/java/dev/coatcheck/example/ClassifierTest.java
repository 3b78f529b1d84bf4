package dev.coatcheck.example;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClassifierTest {
    private final Classifier classifier = new Classifier();

    @Test
    void theTypeCountsMost() {
        assertThat(collectionOf("Shirt for a garden party", "Knitwear", "gift")).isEqualTo("Knitwear");
    }

    private String collectionOf(String title, String type, String... tags) {
        return classifier.collectionOf(
                new Product(1, "handle", title, "vendor", type, List.of(tags), BigDecimal.ONE, 1, 1, ""));
    }

    @Test
    void theTitleCountsWhereTheTypeSaysNothing() {
        assertThat(collectionOf("Copper Light", "Indoor", "bedroom")).isEqualTo("Lighting");
    }

    @Test
    void theTagsCountWhereNothingElseSaysAnything() {
        assertThat(collectionOf("Anna", "", "new", "Dining Chair")).isEqualTo("Furniture");
    }

    @Test
    void onlyWholeWordsCount() {
        assertThat(collectionOf("Spotless Bracket", "", "ringing")).isEqualTo(Classifier.OTHER);
    }

    @Test
    void wordsCountInAnyCaseAndBetweenAnySigns() {
        assertThat(collectionOf("", "", "a/T-SHIRT!")).isEqualTo("Shirts & Tops");
    }

    @Test
    void everySampleProductHasACollection() {
        assertThat(new ShopifyExport(Sample.file()).products(10))
                .extracting(classifier::collectionOf)
                .containsExactly(
                        "Jackets & Coats",
                        "Knitwear",
                        "Shirts & Tops",
                        "Jewellery",
                        Classifier.OTHER,
                        "Garden",
                        "Lighting",
                        "Bed & Bath",
                        "Bags & Accessories",
                        Classifier.OTHER);
    }
}

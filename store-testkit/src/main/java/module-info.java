/** The contract that every driver passes. */
module dev.coatcheck.testkit {
    requires transitive dev.coatcheck;
    requires transitive org.junit.jupiter.api;
    requires org.assertj.core;

    exports dev.coatcheck.testkit;

    // JUnit calls tests that are not public, and JSON is made of their records
    opens dev.coatcheck.testkit;
}

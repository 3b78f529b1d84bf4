/** The contract that every driver passes. Open, since JUnit calls tests that are not public and JSON is made of their records. */
open module dev.coatcheck.testkit {
    requires transitive dev.coatcheck;
    requires transitive org.junit.jupiter.api;
    requires org.assertj.core;

    exports dev.coatcheck.testkit;
}

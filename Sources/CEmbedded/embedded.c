#include "embedded.h"

static const unsigned char openapi[] = {
#embed "../../openapi.yaml"
};
static const unsigned char m0001[] = {
#embed "../../migrations/0001_people.sql"
};
static const unsigned char m0002[] = {
#embed "../../migrations/0002_programmes.sql"
};
static const unsigned char m0003[] = {
#embed "../../migrations/0003_access.sql"
};
static const unsigned char m0004[] = {
#embed "../../migrations/0004_matching.sql"
};
static const unsigned char m0005[] = {
#embed "../../migrations/0005_relationships.sql"
};
static const unsigned char m0006[] = {
#embed "../../migrations/0006_scheduling.sql"
};
static const unsigned char m0007[] = {
#embed "../../migrations/0007_evaluation.sql"
};
static const unsigned char m0008[] = {
#embed "../../migrations/0008_access_epoch.sql"
};
static const unsigned char m0009[] = {
#embed "../../migrations/0009_lists.sql"
};
static const unsigned char m0010[] = {
#embed "../../migrations/0010_fair_runs.sql"
};
static const unsigned char m0011[] = {
#embed "../../migrations/0011_matching_policies.sql"
};
static const unsigned char m0012[] = {
#embed "../../migrations/0012_suggestion_to_pair.sql"
};
static const unsigned char m0013[] = {
#embed "../../migrations/0013_robustness.sql"
};
static const unsigned char m0014[] = {
#embed "../../migrations/0014_matching_facts.sql"
};
static const unsigned char m0015[] = {
#embed "../../migrations/0015_consent.sql"
};
static const unsigned char m0016[] = {
#embed "../../migrations/0016_several_mentors.sql"
};
static const unsigned char m0017[] = {
#embed "../../migrations/0017_groups.sql"
};
static const unsigned char m0018[] = {
#embed "../../migrations/0018_circles.sql"
};
static const unsigned char m0019[] = {
#embed "../../migrations/0019_co_mentors.sql"
};
static const unsigned char m0020[] = {
#embed "../../migrations/0020_groups_of_mentors.sql"
};
static const unsigned char m0021[] = {
#embed "../../migrations/0021_answer_days.sql"
};
static const unsigned char m0022[] = {
#embed "../../migrations/0022_stated_facts.sql"
};
static const unsigned char m0023[] = {
#embed "../../migrations/0023_conflict_keys.sql"
};
static const unsigned char m0024[] = {
#embed "../../migrations/0024_run_scope.sql"
};
static const unsigned char m0025[] = {
#embed "../../migrations/0025_undo.sql"
};

embedded_file embedded_openapi(void) {
    return (embedded_file){"openapi.yaml", openapi, sizeof openapi};
}

embedded_file embedded_migration(size_t index) {
    static const embedded_file files[] = {
        {"0001_people.sql", m0001, sizeof m0001},
        {"0002_programmes.sql", m0002, sizeof m0002},
        {"0003_access.sql", m0003, sizeof m0003},
        {"0004_matching.sql", m0004, sizeof m0004},
        {"0005_relationships.sql", m0005, sizeof m0005},
        {"0006_scheduling.sql", m0006, sizeof m0006},
        {"0007_evaluation.sql", m0007, sizeof m0007},
        {"0008_access_epoch.sql", m0008, sizeof m0008},
        {"0009_lists.sql", m0009, sizeof m0009},
        {"0010_fair_runs.sql", m0010, sizeof m0010},
        {"0011_matching_policies.sql", m0011, sizeof m0011},
        {"0012_suggestion_to_pair.sql", m0012, sizeof m0012},
        {"0013_robustness.sql", m0013, sizeof m0013},
        {"0014_matching_facts.sql", m0014, sizeof m0014},
        {"0015_consent.sql", m0015, sizeof m0015},
        {"0016_several_mentors.sql", m0016, sizeof m0016},
        {"0017_groups.sql", m0017, sizeof m0017},
        {"0018_circles.sql", m0018, sizeof m0018},
        {"0019_co_mentors.sql", m0019, sizeof m0019},
        {"0020_groups_of_mentors.sql", m0020, sizeof m0020},
        {"0021_answer_days.sql", m0021, sizeof m0021},
        {"0022_stated_facts.sql", m0022, sizeof m0022},
        {"0023_conflict_keys.sql", m0023, sizeof m0023},
        {"0024_run_scope.sql", m0024, sizeof m0024},
        {"0025_undo.sql", m0025, sizeof m0025},
    };
    if (index >= sizeof files / sizeof files[0]) return (embedded_file){0, 0, 0};
    return files[index];
}

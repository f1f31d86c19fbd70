// Gives each target the files of its corpus, so that what was found once stays mended without libFuzzer.
#include "tests/fuzz/target.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <vector>

int main(int count, char** words) {
    namespace fs = std::filesystem;
    const fs::path corpora = count > 1 ? words[1] : "tests/fuzz/corpora";
    int missing = 0;
    for (const auto& [name, target] : tests::fuzz::targets()) {
        std::vector<fs::path> files;
        if (fs::is_directory(corpora / name))
            for (const auto& entry : fs::directory_iterator(corpora / name))
                files.push_back(entry.path());
        std::sort(files.begin(), files.end());
        for (const fs::path& path : files) {
            std::ifstream file(path, std::ios::binary);
            const std::string bytes{std::istreambuf_iterator<char>(file), {}};
            std::fprintf(stderr, "%s\n", path.c_str());
            target(bytes);
        }
        std::printf("%s: %zu files\n", name.c_str(), files.size());
        missing += files.empty() ? 1 : 0;
    }
    std::fflush(stdout);
    std::_Exit(missing == 0 ? 0 : 1); // Qt's objects of the targets are static
}

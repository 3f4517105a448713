import ArgumentParser
@main struct MentorshipCommand: ParsableCommand { func run() { print("hi") } }

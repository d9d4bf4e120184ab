using ILComicGAN.Training.Data;

namespace ILComicGAN.Training.Runs;

/// <summary>What a run starts or resumes with.</summary>
/// <param name="Settings">The settings, with what was chosen for the memory.</param>
/// <param name="Step">Steps done before: 0 for a new run.</param>
/// <param name="TotalSteps">Steps in all.</param>
/// <param name="StartSteps">Steps of the start phase.</param>
/// <param name="Folder">The run's folder.</param>
/// <param name="Device">The device's name.</param>
/// <param name="Photos">The photos in one line: their number and a hash of names and lengths (<see cref="PictureList"/>).</param>
/// <param name="Style">The style pictures likewise.</param>
public sealed record RunBegin(
    TrainingSettings Settings,
    int Step,
    int TotalSteps,
    int StartSteps,
    RunFolder Folder,
    string Device,
    string Photos,
    string Style);

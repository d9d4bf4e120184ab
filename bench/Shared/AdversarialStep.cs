using ILComicGAN.Engine;
using ILComicGAN.Networks.Losses;
using ILComicGAN.Training;

namespace ILComicGAN.Bench.Shared;

/// <summary>One critic and one generator step on given pictures, as training computes them: one forward pass of the generator serves both.</summary>
internal static class AdversarialStep
{
    public static (CriticLoss Critic, GeneratorLoss Generator) Run(LwComicGan system, Tensor photo, Tensor style, Tensor epsilon)
    {
        Tensor fake = system.Generator.Forward(photo);
        CriticLoss critic = system.CriticGradients(fake, style, epsilon);
        system.CriticOptimizer.Step();
        GeneratorLoss generator = system.GeneratorGradients(fake, photo, style);
        system.GeneratorOptimizer.Step();
        return (critic, generator);
    }
}

namespace ILComicGAN.Training.Diagnosis;

/// <summary>What a finding means for a run.</summary>
public enum FindingLevel
{
    /// <summary>As it should be.</summary>
    Good,

    /// <summary>The run goes, and something is worth knowing.</summary>
    Warning,

    /// <summary>The run would stop.</summary>
    Fault,
}

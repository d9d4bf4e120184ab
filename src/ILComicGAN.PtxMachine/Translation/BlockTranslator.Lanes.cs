using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.Intrinsics;
using ILComicGAN.PtxMachine.Programs;
using ILComicGAN.PtxMachine.Syntax;

namespace ILComicGAN.PtxMachine.Translation;

/// <content>Functions of lanes, by vectors or one by one, and their operands in the frame.</content>
internal sealed partial class BlockTranslator
{
    private void EmitVector(ILGenerator il, Instruction i, Mask mask)
    {
        MethodInfo vector = i.Vector!;
        ParameterInfo[] parameters = vector.GetParameters();
        int parts = PartsOf(vector);
        Type result = vector.ReturnType;
        for (int part = 0; part < parts; part++)
        {
            int target = program.Layout[i.Results[0].Register] + (part * VectorBytes(result));
            Address(il, target);
            for (int p = 0; p < parameters.Length; p++)
            {
                LoadVector(il, i.Sources[p], parameters[p].ParameterType, part);
                EmitAdjust(il, i.Flushes, parameters[p].ParameterType, nameof(VectorFunctions.Flush));
            }

            il.Emit(OpCodes.Call, vector);
            EmitAdjust(il, i.Flushes, result, nameof(VectorFunctions.Flush));
            EmitAdjust(il, i.Saturates, result, nameof(VectorFunctions.Saturate));
            EmitBlend(il, result, target, mask, part);
            il.Emit(OpCodes.Stobj, result);
        }
    }

    private static void EmitAdjust(ILGenerator il, bool wanted, Type type, string function)
    {
        if (wanted && type == typeof(Vector512<float>))
        {
            il.Emit(OpCodes.Call, typeof(VectorFunctions).GetMethod(function)!);
        }
    }

    /// <summary>Keeps the old values of the lanes that are not active.</summary>
    private static void EmitBlend(ILGenerator il, Type type, int target, Mask mask, int part)
    {
        if (mask.Full)
        {
            return;
        }

        Address(il, target);
        il.Emit(OpCodes.Ldobj, type);
        mask.Load(il);
        il.Emit(OpCodes.Ldc_I4, part);
        il.Emit(OpCodes.Call, s_blends[type.GetGenericTypeDefinition()].MakeGenericMethod(type.GenericTypeArguments));
    }

    private static readonly Dictionary<Type, MethodInfo> s_blends = typeof(VectorFunctions).GetMethods()
        .Where(m => m.Name == nameof(VectorFunctions.Blend)).ToDictionary(m => m.ReturnType.GetGenericTypeDefinition());

    private static int PartsOf(MethodInfo vector) => vector.GetParameters().Select(p => p.ParameterType).Append(vector.ReturnType)
        .Any(type => type.IsGenericType && SizeOf(type.GenericTypeArguments[0]) == 8) ? 4 : 2;

    private static int VectorBytes(Type type) => type.GetGenericTypeDefinition() == typeof(Vector512<>) ? 64 : 32;

    private void LoadVector(ILGenerator il, Operand operand, Type type, int part)
    {
        Type element = type.GenericTypeArguments[0];
        if (operand.Kind == OperandKind.Register)
        {
            Address(il, program.Layout[operand.Register] + (part * VectorBytes(type)));
            il.Emit(OpCodes.Ldobj, type);
            return;
        }

        LoadConstant(il, operand, element);
        Type container = VectorBytes(type) == 64 ? typeof(Vector512) : typeof(Vector256);
        il.Emit(OpCodes.Call, container.GetMethods().Single(m =>
            m.Name == "Create" && m.IsGenericMethod && m.GetParameters() is [{ ParameterType.IsGenericParameter: true }]).MakeGenericMethod(element));
    }

    private void LoadConstant(ILGenerator il, Operand operand, Type type)
    {
        if (type == typeof(float))
        {
            il.Emit(OpCodes.Ldc_R4, BitConverter.Int32BitsToSingle((int)program.BitsOf(operand, PtxType.F32)));
        }
        else if (type == typeof(double))
        {
            il.Emit(OpCodes.Ldc_R8, BitConverter.Int64BitsToDouble(program.BitsOf(operand, PtxType.F64)));
        }
        else if (SizeOf(type) == 8)
        {
            il.Emit(OpCodes.Ldc_I8, program.BitsOf(operand, PtxType.B64));
        }
        else
        {
            int bits = (int)program.BitsOf(operand, PtxType.B32);
            il.Emit(OpCodes.Ldc_I4, type == typeof(ushort) ? (ushort)bits : type == typeof(short) ? (short)bits
                : type == typeof(byte) ? (byte)bits : type == typeof(sbyte) ? (sbyte)bits : bits);
        }
    }

    /// <summary>Lane by lane, for what no vector function does.</summary>
    private void EmitLanes(ILGenerator il, MethodInfo function, Operand result, Operand?[] sources, Mask mask, Instruction i)
    {
        ParameterInfo[] parameters = function.GetParameters();
        Loop(il, mask, lane =>
        {
            LaneAddress(il, program.Layout[result.Register], lane, SizeOf(function.ReturnType));
            for (int p = 0; p < parameters.Length; p++)
            {
                Type type = parameters[p].ParameterType;
                LoadLane(il, sources[p]!, type, lane);
                EmitLaneAdjust(il, i.Flushes, i.Type, type, nameof(LaneFunctions.Flush));
            }

            il.Emit(OpCodes.Call, function);
            EmitLaneAdjust(il, i.Flushes, i.Type, function.ReturnType, nameof(LaneFunctions.Flush));
            EmitLaneAdjust(il, i.Saturates, i.Type, function.ReturnType, nameof(LaneFunctions.Saturate));

            il.Emit(StoreOf(function.ReturnType));
        });
    }

    /// <summary>.ftz or .sat on a float; halves are adjusted by their bits.</summary>
    private static void EmitLaneAdjust(ILGenerator il, bool wanted, PtxType instruction, Type type, string function)
    {
        string? of = type == typeof(float) ? ""
            : type == typeof(ushort) && instruction is PtxType.F16 or PtxType.F16X2 ? "Half"
            : type == typeof(uint) && instruction == PtxType.F16X2 ? "Halves"
            : null;
        if (wanted && of is not null)
        {
            il.Emit(OpCodes.Call, typeof(LaneFunctions).GetMethod(function + of)!);
        }
    }

    /// <param name="il">Where to.</param>
    /// <param name="operand">A register or a number.</param>
    /// <param name="type">As the function takes it.</param>
    /// <param name="lane">Which.</param>
    /// <param name="offset">In bytes, within the lane's word.</param>
    private void LoadLane(ILGenerator il, Operand operand, Type type, LocalBuilder lane, int offset = 0)
    {
        if (operand.Kind != OperandKind.Register)
        {
            LoadConstant(il, operand, type);
            return;
        }

        LaneAddress(il, program.Layout[operand.Register] + offset, lane, SizeOf(type));
        il.Emit(LoadOf(type));
    }

    private static OpCode LoadOf(Type type) =>
        type == typeof(float) ? OpCodes.Ldind_R4 : type == typeof(double) ? OpCodes.Ldind_R8
        : type == typeof(long) || type == typeof(ulong) ? OpCodes.Ldind_I8
        : type == typeof(ushort) ? OpCodes.Ldind_U2 : type == typeof(short) ? OpCodes.Ldind_I2
        : type == typeof(byte) ? OpCodes.Ldind_U1 : type == typeof(sbyte) ? OpCodes.Ldind_I1
        : OpCodes.Ldind_I4;

    private static OpCode StoreOf(Type type) =>
        type == typeof(float) ? OpCodes.Stind_R4 : type == typeof(double) ? OpCodes.Stind_R8
        : type == typeof(long) || type == typeof(ulong) ? OpCodes.Stind_I8 : OpCodes.Stind_I4;

    /// <summary>Runs <paramref name="body"/> for each active lane.</summary>
    private static void Loop(ILGenerator il, Mask mask, Action<LocalBuilder> body)
    {
        LocalBuilder lane = il.DeclareLocal(typeof(int));
        Label top = il.DefineLabel();
        Label skip = il.DefineLabel();
        il.Emit(OpCodes.Ldc_I4_0);
        il.Emit(OpCodes.Stloc, lane);
        il.MarkLabel(top);
        if (!mask.Full)
        {
            mask.Load(il);
            il.Emit(OpCodes.Ldloc, lane);
            il.Emit(OpCodes.Shr_Un);
            il.Emit(OpCodes.Ldc_I4_1);
            il.Emit(OpCodes.And);
            il.Emit(OpCodes.Brfalse, skip);
        }

        body(lane);
        il.MarkLabel(skip);
        il.Emit(OpCodes.Ldloc, lane);
        il.Emit(OpCodes.Ldc_I4_1);
        il.Emit(OpCodes.Add);
        il.Emit(OpCodes.Stloc, lane);
        il.Emit(OpCodes.Ldloc, lane);
        il.Emit(OpCodes.Ldc_I4, 32);
        il.Emit(OpCodes.Blt, top);
    }

    /// <summary>A register or a number as bits, whatever its type.</summary>
    private void LoadRaw(ILGenerator il, Operand operand, PtxType type, Type vector, int part)
    {
        LoadVector(
            il,
            operand.Kind == OperandKind.Register ? operand : new Operand(OperandKind.Immediate) { Bits = program.BitsOf(operand, type) },
            vector,
            part);
    }

    private static void Address(ILGenerator il, int offset)
    {
        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Ldc_I4, offset);
        il.Emit(OpCodes.Add);
    }

    private static void LaneAddress(ILGenerator il, int offset, LocalBuilder lane, int size)
    {
        Address(il, offset);
        il.Emit(OpCodes.Ldloc, lane);
        il.Emit(OpCodes.Ldc_I4, size);
        il.Emit(OpCodes.Mul);
        il.Emit(OpCodes.Add);
    }
}
